import type { Entry, Journal } from '../../lambdas/core/journal.ts';
import type { LogStream } from '../../lambdas/core/log-stream.ts';
import type { UndeliverableStore } from '../../lambdas/core/ports.ts';
import { orgPk } from '../../lambdas/aws/stream-item.ts';
import { eventBusOf } from '../../lambdas/targets/event-bus.ts';
import { hecUrl } from '../../lambdas/targets/hec-url.ts';
import { DEPLOYMENT } from './deployment.ts';
import type { Fault } from './faults.ts';
import type { Invocation, Machine } from './machine.ts';
import { type Observer, observer } from './observer.ts';
import type { Plan } from './plan.ts';
import { type SimulatedOrg, simulatedOrg } from './simulated-org.ts';
import { type SimulatedQueue, simulatedQueue } from './simulated-queue.ts';
import { type SimulatedSecrets, simulatedSecrets } from './simulated-secrets.ts';
import { type Carry, type SimulatedTable, simulatedTable } from './simulated-table.ts';
import type { Taking } from './simulated-targets.ts';

/** Everything that the functions of one history meet outside themselves. */
export interface Outside {
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
  /** A token of this kind that was never used before. */
  newToken(kind: 'okta' | 'hec'): string;
  rotateOktaToken(): void;
  /** What Okta takes now. */
  oktaToken(): string;
  /** The operator stores the token that Splunk takes for the stream now. */
  storeHecToken(stream: LogStream): void;
  acceptHecToken(host: string, token: string): void;
  /** From now on Splunk takes this one only. */
  rotateHecToken(stream: LogStream): void;
  isHecToken(host: string, token: string): boolean;
  breakTarget(address: string, fault: Fault, ms: number): void;
  outageAt(address: string): Fault | undefined;
  breakService(service: Service, ms: number): void;
  isBroken(service: string): boolean;
  /** Everything works from now on. */
  mend(): void;
  heard(invocation: Invocation, operation: string, value: unknown): void;
  /** `container` is what remembers from one invocation to the next. */
  asksOrg(invocation: Invocation, container: object): void;
  heardFromOrg(container: object, response: Response): void;
  announcedOnBus(uuid: string): void;
  readonly onBus: ReadonlySet<string>;
  /** No token there has been is in `value`. */
  keepsSecret(where: string, value: unknown): void;
  onNudge(listener: () => void): void;
  /** A message was sent to the queue, or to the dead letters. */
  onMessage(listener: () => void): void;
}

export type Service = 'table' | 'queue';

const ORIGIN = 'https://acme.okta.com';

/** Where a stream's events are taken. */
export const addressOf = (stream: LogStream): string =>
  stream.type === 'aws_eventbridge'
    ? eventBusOf(stream.settings).arn
    : hecUrl(stream.settings.edition, stream.settings.host).hostname;

export function outsideOf(plan: Plan, machine: Machine): Outside {
  const { draw } = machine;
  const nowMs = () => machine.now().getTime();
  const tokens: string[] = [];
  const reached = new Map<string, number>();
  const outages = new Map<string, { readonly fault: Fault; readonly untilMs: number }>();
  const brokenUntilMs = new Map<string, number>();
  const hecTokens = new Map<string, Set<string>>();
  const holds = new WeakMap<Invocation, number>();
  const onBus = new Set<string>();
  const count = { events: 0, uuids: 0, streams: 0, tokens: 0 };
  let oktaToken = '';
  const closedUntilMs = new WeakMap<object, number>();
  let nudged: () => void = () => undefined;
  let onMessage: () => void = () => undefined;

  const newToken: Outside['newToken'] = (kind) => {
    const number = String((count.tokens += 1)).padStart(12, '0');
    const token = kind === 'okta' ? `00secret${number}` : `5ec2e700-0000-4000-8000-${number}`;
    tokens.push(token);
    return token;
  };
  const note = (what: string) => void reached.set(what, (reached.get(what) ?? 0) + 1);

  const org = simulatedOrg({
    nowMs,
    origin: ORIGIN,
    requestsPerMinute: plan.requestsPerMinute,
    token: () => oktaToken,
  });
  const watch = observer(org, nowMs);
  const keepsSecret: Outside['keepsSecret'] = (where, value) => {
    const text = JSON.stringify(value) ?? '';
    if (tokens.some((token) => text.includes(token))) watch.break('secret', `${where} holds a token`);
  };
  const deadLetters = simulatedQueue({ nowMs, visibilityMs: DEPLOYMENT.visibilityMs });
  const secrets = simulatedSecrets();
  const streamAt = (address: string): LogStream | undefined =>
    [...watch.accounts.values()].map(({ stream }) => stream).find((stream) => addressOf(stream) === address);
  const rotateOktaToken = (): void => {
    oktaToken = newToken('okta');
  };
  rotateOktaToken();
  secrets.put('okta', JSON.stringify({ token: oktaToken }));

  return {
    plan,
    machine,
    observer: watch,
    org,
    orgUrl: new URL(ORIGIN),
    orgPk: orgPk(new URL(ORIGIN)),
    table: simulatedTable((written) => {
      watch.wrote(written);
      keepsSecret('an item of the table', written.after);
    }),
    queue: simulatedQueue({
      nowMs,
      visibilityMs: DEPLOYMENT.visibilityMs,
      onSend(body) {
        keepsSecret('a message', body);
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
      keepsSecret(`the journal entry "${entry.what}"`, entry);
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
    newToken,
    rotateOktaToken,
    oktaToken: () => oktaToken,
    storeHecToken(stream) {
      const token = [...(hecTokens.get(addressOf(stream)) ?? [])].at(-1);
      const name = `hec/${stream.id}`;
      if (token !== undefined && secrets.all.has(name)) secrets.put(name, token);
    },
    acceptHecToken(host, token) {
      hecTokens.set(host, (hecTokens.get(host) ?? new Set()).add(token));
    },
    rotateHecToken(stream) {
      hecTokens.set(addressOf(stream), new Set([newToken('hec')]));
    },
    isHecToken: (host, token) => hecTokens.get(host)?.has(token) ?? false,
    breakTarget(address, fault, ms) {
      outages.set(address, { fault, untilMs: nowMs() + ms });
    },
    outageAt(address) {
      const outage = outages.get(address);
      if (!outage || nowMs() >= outage.untilMs) return undefined;
      note(`outage: ${outage.fault}`);
      return outage.fault;
    },
    breakService(service, ms) {
      brokenUntilMs.set(service, nowMs() + ms);
    },
    isBroken(service) {
      const isDown = nowMs() < (brokenUntilMs.get(service) ?? 0);
      if (isDown) note(`outage: ${service}`);
      return isDown;
    },
    mend() {
      outages.clear();
      brokenUntilMs.clear();
    },
    heard(invocation, operation, value) {
      const { Item, Items } = (value ?? {}) as { Item?: Record<string, unknown>; Items?: Record<string, unknown>[] };
      const isStream = operation === 'GetCommand' && String(Item?.['sk']).startsWith('stream#');
      if (isStream) {
        const seen = Item as unknown as LogStream;
        watch.sawStream(invocation, 'deletedAt' in seen ? { ...seen, status: 'INACTIVE' } : seen);
      }
      const holdUntil = Items?.find(({ sk }) => sk === 'polling')?.['holdUntil'];
      if (typeof holdUntil === 'string') holds.set(invocation, Date.parse(holdUntil));
    },
    asksOrg(invocation, container) {
      const holdMs = Math.max(holds.get(invocation) ?? 0, closedUntilMs.get(container) ?? 0);
      if (nowMs() >= holdMs) return;
      watch.break(
        'rate limit',
        `${invocation.name} asks Okta, and knows not to before ${new Date(holdMs).toISOString()}`,
      );
    },
    heardFromOrg(container, { status, headers }) {
      // A limit of 0 tells of requests at the same time, not of this window.
      if (headers.get('x-rate-limit-limit') === '0') return;
      const isUsedUp = status === 429 || headers.get('x-rate-limit-remaining') === '0';
      if (isUsedUp) closedUntilMs.set(container, Number(headers.get('x-rate-limit-reset')) * 1000);
    },
    announcedOnBus: (uuid) => void onBus.add(uuid),
    onBus,
    keepsSecret,
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
