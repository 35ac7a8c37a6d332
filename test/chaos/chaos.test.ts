import { expect, test } from '@jest/globals';
import { type ChaosState, runChaos } from './chaos.ts';
import { EDGE_FAULTS } from './edge-faults.ts';
import { edgeFaultName, nameOf, type Strike } from './fault-deck.ts';
import { brokenPromises } from './result.ts';

const edge = (name: string): Strike => {
  const fault = EDGE_FAULTS.find((candidate) => edgeFaultName(candidate) === name);
  if (!fault) throw new Error(`there is no fault "${name}"`);
  return { kind: 'edge', fault, requests: 1 };
};

/**
 * One of each kind of strike, and at each edge one; those that answer at once, so that nobody waits for a time limit.
 */
const STRIKES: readonly Strike[] = [
  edge('org: 500'),
  edge('table: throttled'),
  edge('queue: answer lost'),
  edge('splunk: answer lost'),
  { kind: 'entries refused', requests: 1 },
  { kind: 'workers killed', who: 'deliver', functions: 'StreamingDeliverer' },
  { kind: 'queue filled' },
  { kind: 'process killed' },
  { kind: 'cursors refused' },
];

test('a run whose edges, workers, process and cursors fail loses nothing, and says what struck it', async () => {
  let hear = (_faults: ChaosState['faults']): void => undefined;
  const struck = (name: string) =>
    new Promise<void>((resolve) => {
      hear = (faults) => {
        if (name in faults) resolve();
      };
    });
  async function* strikes(): AsyncGenerator<Strike> {
    for (const strike of STRIKES) {
      yield strike;
      // Each in its turn: what has struck nobody is taken back at the end.
      await struck(nameOf(strike));
    }
  }

  const result = await runChaos({
    seed: 1,
    rate: 20,
    strikes: strikes(),
    isActivationDue: () => true,
    onProgress(state) {
      hear(state.faults);
    },
  });

  // Requests run side by side at the bus, and more than one may have had entries refused.
  const { 'bus: some entries refused': partialAnswers, ...others } = result.faults;
  const alone = STRIKES.filter(({ kind }) => kind !== 'entries refused');
  expect(others).toEqual(Object.fromEntries(alone.map((strike) => [nameOf(strike), 1])));
  expect(partialAnswers).toBeGreaterThan(0);
  expect(brokenPromises(result)).toEqual([]);
  expect(result.streams.map(({ lost, owed, accepted, setAside }) => [lost, owed - accepted - setAside])).toEqual([
    [0, 0],
    [0, 0],
  ]);
  const splunk = result.streams.find(({ target }) => target === 'splunk');
  const bus = result.streams.find(({ target }) => target === 'bus');
  expect(splunk?.explained['splunk: answer lost']).toBeGreaterThan(0);
  // The burst has one that no bus takes.
  expect(bus?.setAside).toBe(1);
}, 300_000);
