import type { Guard, Process } from './crash.ts';
import type { Deployment } from './deployment.ts';

const shared = ({ streams, undeliverable }: Deployment, guard: Guard) => ({
  streams: guard('streams', streams, ...STREAM_STORE),
  undeliverable: guard('undeliverable', undeliverable, 'setAside'),
});

const STREAM_STORE = [
  ...(['load', 'get', 'advance', 'restart', 'acknowledge'] as const),
  ...(['rewind', 'deactivate', 'activate', 'holdPolling'] as const),
];

/** The functions of a deployment, in each invocation of which the process can be killed. */
export const killableFunctions = (made: Deployment, program: Process) => ({
  tick: () =>
    program.invoke((guard) =>
      made.tick({
        ...made.pollDeps,
        ...shared(made, guard),
        systemLog: guard('systemLog', made.log, 'fetchPage'),
        queue: guard('queue', made.queue, 'send'),
      }),
    ),
  deliver: () =>
    program.invoke((guard) =>
      made.deliverBatch({
        ...made.deliverDeps,
        ...shared(made, guard),
        target: guard('target', made.target, 'attempt'),
      }),
    ),
  activate: (id: string) => program.invoke((guard) => made.activate(id, shared(made, guard).streams)),
  deactivate: (id: string) => program.invoke((guard) => made.deactivate(id, shared(made, guard).streams)),
  recover: () => program.invoke((guard) => made.recoverDeadLetters(shared(made, guard).streams)),
});
