import type { Entry, Journal } from '../../lambdas/core/journal.ts';
import type { LogStream } from '../../lambdas/core/log-stream.ts';
import type { UndeliverableStore } from '../../lambdas/core/ports.ts';
import { orgPk } from '../../lambdas/aws/stream-item.ts';
import { DEPLOYMENT } from './deployment.ts';
import type { Invocation, Machine } from './machine.ts';
import { type Observer, observer } from './observer.ts';
import { type Outages, outages } from './outages.ts';
import type { Plan } from './plan.ts';
import { type RateLimitWatch, rateLimitWatch } from './rate-limit-watch.ts';
import { type SimulatedOrg, simulatedOrg } from './simulated-org.ts';
import { type SimulatedQueue, simulatedQueue } from './simulated-queue.ts';
import { type SimulatedSecrets, simulatedSecrets } from './simulated-secrets.ts';
import { type Carry, type SimulatedTable, simulatedTable } from './simulated-table.ts';
import type { Taking } from './simulated-targets.ts';
import { simulatedTokens, type Tokens } from './simulated-tokens.ts';
import { addressOf } from './target-address.ts';

/** Everything that the functions of one history meet outside themselves. */
export interface Outside extends Tokens, Outages, RateLimitWatch {
  readonly plan: Plan;
  readonly machine: Machine;
  readonly observer: Observer;
  readonly org: SimulatedOrg;
  readonly orgUrl: URL;
  readonly orgPk: string;
  readonly table: SimulatedTable;
  readonly queue: SimulatedQueue;
  readonly deadLetters: SimulatedQueue;
  readonly secrets: SimulatedSecrets;
  readonly taking: Taking;
  readonly journal: Journal;
  readonly reached: ReadonlyMap<string, number>;
  readonly undeliverable: (carry: Carry) => UndeliverableStore;
  readonly uuid: () => string;
  readonly newStreamId: () => string;
  readonly nudge: () => void;
  readonly isHuge: (uuid: string) => boolean;
  /** Persists so many new events. */
  persist(count: number): void;
  heard(invocation: Invocation, operation: string, value: unknown): void;
  announcedOnBus(uuid: string): void;
  readonly onBus: ReadonlySet<string>;
  onNudge(listener: () => void): void;
  /** A message was sent to the queue, or to the dead letters. */
  onMessage(listener: () => void): void;
}

const ORIGIN = 'https://acme.okta.com';

export function outsideOf(plan: Plan, machine: Machine): Outside {
  const { draw } = machine;
  const nowMs = () => machine.now().getTime();
  const reached = new Map<string, number>();
  const onBus = new Set<string>();
  const count = { events: 0, uuids: 0, streams: 0 };
  let nudged: () => void = () => undefined;
  let onMessage: () => void = () => undefined;

  const note = (what: string) => void reached.set(what, (reached.get(what) ?? 0) + 1);

  const org = simulatedOrg({
    nowMs,
    origin: ORIGIN,
    requestsPerMinute: plan.requestsPerMinute,
    token: () => tokens.oktaToken(),
  });
  const watch = observer(org, nowMs);
  const secrets = simulatedSecrets();
  const tokens = simulatedTokens(secrets, (where) => watch.break('secret', `${where} holds a token`));
  const rateLimit = rateLimitWatch(nowMs, (what) => watch.break('rate limit', what));
  const deadLetters = simulatedQueue({ nowMs, visibilityMs: DEPLOYMENT.visibilityMs });
  const streamAt = (address: string): LogStream | undefined =>
    [...watch.accounts.values()].map(({ stream }) => stream).find((stream) => addressOf(stream) === address);
  return {
    ...tokens,
    ...rateLimit,
    ...outages(nowMs, note),
    plan,
    machine,
    observer: watch,
    org,
    orgUrl: new URL(ORIGIN),
    orgPk: orgPk(new URL(ORIGIN)),
    table: simulatedTable((written) => {
      watch.wrote(written);
      tokens.keepsSecret('an item of the table', written.after);
    }),
    queue: simulatedQueue({
      nowMs,
      visibilityMs: DEPLOYMENT.visibilityMs,
      onSend(body) {
        tokens.keepsSecret('a message', body);
        onMessage();
      },
      maxReceives: DEPLOYMENT.queueReceives,
      onDeadLetter: (message) => {
        note('dead letter');
        deadLetters.add(message);
        onMessage();
      },
    }),
    deadLetters,
    secrets,
    taking: {
      isMalformed: (uuid) => uuid.startsWith('malformed'),
      take(address, uuids) {
        const stream = streamAt(address);
        for (const uuid of uuids) if (stream) watch.took(stream.id, uuid);
      },
    },
    journal(entry) {
      note(nameOf(entry));
      machine.note(() => `  journal: ${JSON.stringify(entry)}`);
      tokens.keepsSecret(`the journal entry "${entry.what}"`, entry);
    },
    reached,
    undeliverable: (carry) => ({
      setAside: (stream, event) =>
        carry('PutObject', () => {
          if (/^(malformed|huge)/.test(event.id)) watch.setAside(stream.id, event.id);
          else watch.break('lost', `${event.id} of ${stream.id} was set aside, which its target takes`);
        }),
    }),
    uuid: () => `uuid-${(count.uuids += 1)}`,
    newStreamId: () => `0oa${String((count.streams += 1)).padStart(17, '0')}`,
    nudge: () => machine.after(1_000, () => nudged()),
    isHuge: (uuid) => uuid.startsWith('huge'),
    persist(events) {
      const added = Array.from({ length: events }, () => {
        const number = (count.events += 1);
        const drawn = draw(`event ${number}`);
        const kind = drawn < 0.02 ? 'malformed' : drawn < 0.03 ? 'huge' : 'event';
        const uuid = `${kind}-${String(number).padStart(4, '0')}`;
        // Okta persists some events minutes after they happened.
        const late = drawn > 0.8 ? Math.floor((drawn - 0.8) * 1_000_000) : 0;
        const published = new Date(nowMs() - late).toISOString();
        return { uuid, text: JSON.stringify({ uuid, published, eventType: 'user.session.start' }) };
      });
      org.persist(added);
      machine.note(() => `the org persists ${added.map(({ uuid }) => uuid).join()}`);
    },
    heard(invocation, operation, value) {
      const { Item, Items } = (value ?? {}) as { Item?: Record<string, unknown>; Items?: Record<string, unknown>[] };
      const isStream = operation === 'GetCommand' && String(Item?.['sk']).startsWith('stream#');
      if (isStream) {
        const seen = Item as unknown as LogStream;
        watch.sawStream(invocation, 'deletedAt' in seen ? { ...seen, status: 'INACTIVE' } : seen);
      }
      const holdUntil = Items?.find(({ sk }) => sk === 'polling')?.['holdUntil'];
      if (typeof holdUntil === 'string') rateLimit.sawHold(invocation, Date.parse(holdUntil));
    },
    announcedOnBus: (uuid) => void onBus.add(uuid),
    onBus,
    onNudge(listener) {
      nudged = listener;
    },
    onMessage(listener) {
      onMessage = listener;
    },
  };
}

/** What an entry tells of which way the code went. */
function nameOf(entry: Entry): string {
  const details = entry as {
    reason?: string;
    code?: string;
    failure?: { code: string };
    deactivation?: { code: string };
  };
  const { reason, code, failure, deactivation } = details;
  const detail = entry.what === 'message dropped' ? reason : (code ?? failure?.code ?? deactivation?.code);
  return detail === undefined ? entry.what : `${entry.what}: ${detail}`;
}
