import type { SQSClient } from '@aws-sdk/client-sqs';
import { type EventSourceMapping, eventSourceMapping } from './event-source-mapping.ts';
import type { Scope } from './intrinsics.ts';
import { type LocalFunction, localFunction } from './local-function.ts';
import { startSchedule } from './schedule.ts';
import type { StackTemplate } from './template.ts';
import { readWiring } from './wiring.ts';

export interface RuntimeOptions {
  readonly template: StackTemplate;
  readonly scope: Scope;
  readonly sqs: SQSClient;
  /** What every function gets besides the template's variables: endpoints, region, credentials of the emulators. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onLog: (functionName: string, line: string) => void;
  /** After every batch that a function finished or failed. */
  readonly onBatchEnd?: () => void;
  /** Without schedules nothing polls until `invoke` says so. */
  readonly schedules: 'play' | 'ignore';
}

/** The stack's functions, event source mappings and schedules, running here. */
export interface Runtime {
  readonly functions: readonly LocalFunction[];
  /** The function whose logical id begins with this name. */
  function(name: string): LocalFunction;
  /** No function works on a batch, and these messages, which are all there are, only wait for their visibility timeout. */
  isIdle(received: readonly string[]): boolean;
  /** Plays no schedule any more, finishes what is in flight and ends every instance. */
  stop(): Promise<void>;
}

export function startRuntime(options: RuntimeOptions): Runtime {
  const { template, scope, sqs } = options;
  const wiring = readWiring(template, scope, options.environment);
  const functions = wiring.functions.map((definition) => localFunction(definition, options.onLog));
  const named = (name: string): LocalFunction => {
    const found = functions.find((candidate) => candidate.name === name);
    if (!found) throw new Error(`the template has no function "${name}"`);
    return found;
  };
  const functionByArn = (arn: string) =>
    functions.find(({ name }) => scope.resources.get(name)?.attributes['Arn'] === arn);

  const mappings: EventSourceMapping[] = wiring.mappings.map((mapping) =>
    eventSourceMapping(sqs, mapping, named(mapping.functionName), options.onBatchEnd ?? (() => undefined)),
  );
  const onError = (error: unknown) => options.onLog('schedule', String(error));
  const schedules =
    options.schedules === 'play'
      ? wiring.schedules.map((schedule) => startSchedule(schedule, { sqs, functionByArn }, onError))
      : [];

  return {
    functions,
    function(name) {
      const found = functions.find((candidate) => candidate.name.startsWith(name));
      if (!found)
        throw new Error(`no function begins with "${name}"; there are ${functions.map((f) => f.name).join(', ')}`);
      return found;
    },
    isIdle: (received) =>
      mappings.every(({ inFlight }) => inFlight === 0) &&
      received.every((id) => mappings.some(({ left }) => left.has(id))),
    async stop() {
      for (const schedule of schedules) schedule.stop();
      await Promise.all(mappings.map((mapping) => mapping.stop()));
      await Promise.all(functions.map((each) => each.stop()));
    },
  };
}
