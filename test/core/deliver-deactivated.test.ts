import { expect, test } from '@jest/globals';
import { deployment } from '../support/deployment.ts';
import { logEvents } from '../support/events.ts';

/** A stream whose first attempt fails while `happen` happens. */
async function duringAttemptOne(happen: (made: Awaited<ReturnType<typeof deployment>>) => Promise<unknown>) {
  const made = await deployment();
  made.target.plan('A', { kind: 'fail' });
  made.log.append(...logEvents(2));
  await made.tick();
  const { target } = made;
  const attempt: typeof target.attempt = async (...args) => {
    const result = await target.attempt(...args);
    if (target.offered('A').length === 1) await happen(made);
    return result;
  };
  await made.deliverBatch({ ...made.deliverDeps, target: { attempt } });
  return made;
}

test('a stream that an admin deactivates during the first attempt gets no second', async () => {
  const made = await duringAttemptOne(({ deactivate }) => deactivate('A'));

  expect(made.target.offered('A')).toHaveLength(1);
  expect(made.streams.peek('A')).toMatchObject({ status: 'INACTIVE', deactivation: { code: 'ADMIN', attempts: 0 } });
  expect(made.noted('message dropped')).toMatchObject([{ reason: 'lost a race', streamId: 'A' }]);
});

test('what the first attempt did not get accepted is delivered when the stream is activated', async () => {
  const made = await duringAttemptOne(({ deactivate }) => deactivate('A'));

  await made.activate('A');
  await made.run();

  expect(made.target.firstAccepted('A')).toEqual(['event-0001', 'event-0002']);
});

test('a stream that was rewound during the first attempt gets no second of the stale message', async () => {
  const made = await duringAttemptOne(({ streams, clock }) => streams.rewind(streams.peek('A'), clock.now()));
  expect(made.target.offered('A')).toHaveLength(1);

  await made.run();

  expect(made.target.firstAccepted('A')).toEqual(['event-0001', 'event-0002']);
});

test('a stream that is deleted during the first attempt gets no second', async () => {
  const made = await duringAttemptOne(async ({ streams }) => streams.erase('A'));

  expect(made.target.offered('A')).toHaveLength(1);
});
