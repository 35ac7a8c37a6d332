import { describe, expect, test } from '@jest/globals';
import { type Deployment, deployment } from '../support/deployment.ts';
import { idsOf, logEvents } from '../support/events.ts';
import { comeToRest, unfinished } from '../support/guarantee.ts';
import { HOUR, MINUTE } from '../support/manual-clock.ts';

/** The stream as it was when events 1 to 3 had been delivered. */
async function withBackup() {
  const made = await deployment();
  made.log.append(...logEvents(3));
  await made.run();
  const backup = made.streams.peek('A');
  made.clock.pass(6 * MINUTE);
  made.log.append(...logEvents(4, 4));
  return {
    ...made,
    async restore(): Promise<void> {
      made.streams.erase('A');
      await made.streams.create(backup);
    },
  };
}

const MEANWHILE: readonly [what: string, happens: (made: Deployment) => Promise<unknown>][] = [
  ['all was delivered', (made) => made.run()],
  ['messages wait in the queue', (made) => made.tick()],
  [
    'messages of a later generation wait in the queue',
    async ({ deactivate, activate, tick }) => {
      await deactivate('A');
      await activate('A');
      await tick();
    },
  ],
  ['the stream was deactivated', ({ deactivate }) => deactivate('A')],
];

describe('a table that is restored from an earlier moment', () => {
  test.each(MEANWHILE)('loses no event when meanwhile %s', async (_what, happens) => {
    const made = await withBackup();
    await happens(made);
    made.clock.pass(6 * MINUTE);

    await made.restore();
    await comeToRest(made, 2 * HOUR);

    expect(await unfinished(made)).toEqual([]);
    expect(made.target.firstAccepted('A')).toEqual(idsOf(logEvents(7)));
  });

  test('delivers again what was delivered since, and nothing from before', async () => {
    const made = await withBackup();
    await made.run();
    made.clock.pass(6 * MINUTE);

    await made.restore();
    await comeToRest(made, 2 * HOUR);

    const sinceThen = idsOf(logEvents(4, 4));
    expect(idsOf(made.target.accepted('A'))).toEqual([...idsOf(logEvents(7)), ...sinceThen]);
  });
});
