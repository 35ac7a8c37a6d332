import { reasonOfStart } from '../../lambdas/core/chosen-start.ts';
import type { Deactivation, LogStream, PossibleGap } from '../../lambdas/core/log-stream.ts';
import { startAt } from '../../lambdas/core/position.ts';
import { firstCursor } from '../../lambdas/okta/first-cursor.ts';
import { logEvent } from '../support/events.ts';
import { behind, logStream } from '../support/log-streams.ts';
import { manualClock } from '../support/manual-clock.ts';
import type { Invocation } from './machine.ts';
import { observer } from './observer.ts';
import { simulatedOrg } from './simulated-org.ts';

export const ORG = new URL('https://acme.okta.com');
export const ID = '0oa00000000000000001';
export const sliceOf = (...uuids: readonly string[]) => uuids.map((id) => logEvent(0, { id }));
export const invocation = (name: string): Invocation => ({ name, startedMs: 0, isDead: false, calls: 0 });

export const possibleGap = (change: Partial<PossibleGap> = {}): PossibleGap => ({
  at: '2026-03-01T00:00:00.000Z',
  restartedFrom: '2026-03-02T00:00:00.000Z',
  reason: 'the cursor was refused',
  ...change,
});

export const SPLUNK = {
  type: 'splunk_cloud_logstreaming',
  settings: { edition: 'aws', host: 'acme.splunkcloud.com' },
} as const;

/** An observer of one stream, which is fed by hand; an org whose events are named as a test names them. */
export function watched(target: Partial<LogStream> = SPLUNK) {
  const clock = manualClock();
  const nowMs = () => clock.now().getTime();
  const org = simulatedOrg({ nowMs, origin: ORG.origin, requestsPerMinute: 1_000, token: () => '' });
  const watch = observer(org, nowMs);
  const function_ = invocation('deliver 1');
  let stream: LogStream | undefined;
  let events = 0;

  /** One write to the stream's item; with a lifecycle event, unless it is not told. */
  const write = (change: Partial<LogStream>, { isTold: isChangeTold = true } = {}): void => {
    const uuid = `change ${(events += 1)}`;
    const told = { uuid, published: clock.now().toISOString(), json: '{}' };
    const before = stream;
    const outbox = [...(stream?.outbox ?? []), ...(isChangeTold ? [told] : [])];
    stream = { ...(stream ?? { ...logStream(), ...target }), ...change, outbox } as LogStream;
    watch.wrote({ sk: `stream#${ID}`, before, after: stream });
  };
  const creation = startAt(firstCursor(ORG, clock.now()));
  write({ read: creation, acknowledged: creation });

  /** A function loads the stream as it is, or with `change`. */
  const sees = (change: Partial<LogStream> = {}, by = function_): void =>
    watch.sawStream(by, { ...logStream(), ...stream, ...change });

  return {
    clock,
    org,
    watch,
    function_,
    write,
    persist: (...uuids: readonly string[]) => org.persist(uuids.map((uuid) => ({ uuid, text: '{}' }))),
    take: (...uuids: readonly string[]) => uuids.forEach((uuid) => watch.took(ID, uuid)),
    acknowledge: (uuid: string) => write({ acknowledged: behind(uuid) }, { isTold: false }),
    /** By an admin, unless the code says otherwise; then by whoever was writing last. */
    deactivate(deactivation: Partial<Deactivation> = {}) {
      if ((deactivation.code ?? 'ADMIN') === 'ADMIN') watch.writing(invocation('admin 1'));
      write({
        status: 'INACTIVE',
        deactivation: { code: 'ADMIN', message: '', at: clock.now().toISOString(), attempts: 0, ...deactivation },
      });
    },
    /** To read on from so long ago, as an admin wants it, who is told what is skipped, or not. */
    activateFrom(agoMs: number, { isSkipTold = true } = {}) {
      const since = new Date(nowMs() - agoMs);
      const restartedFrom = since.toISOString();
      const skip = { at: clock.now().toISOString(), restartedFrom, reason: reasonOfStart(since, 'then') };
      const start = { cursor: firstCursor(ORG, since), midPage: false, count: 0 };
      write({ status: 'ACTIVE', acknowledged: start, read: start, ...(isSkipTold && { possibleGap: skip }) });
    },
    sees,
    /** An attempt by a function that has just seen the stream ACTIVE. */
    attempt(uuids: readonly string[], isFailed: boolean, by = function_) {
      sees({ status: 'ACTIVE' }, by);
      watch.beginsAttempt(by, logStream(), sliceOf(...uuids));
      watch.endsAttempt(by, logStream(), sliceOf(...uuids), isFailed);
    },
    promises: () => watch.broken.map(({ promise }) => promise),
    said: () => watch.broken.map(({ what }) => what).join('\n'),
  };
}
