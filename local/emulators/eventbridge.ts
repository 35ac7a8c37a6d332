import { randomUUID } from 'node:crypto';
import type { EventBridgeEvent } from 'aws-lambda';
import { unreachable } from '../../lambdas/core/unreachable.ts';
import { AwsFault } from './aws-fault.ts';
import { answer, type AwsCall, type AwsJsonService, type AwsReply } from './aws-json-server.ts';
import { behaviourSwitch, type ForNext } from './behaviour.ts';
import { eventEnvelope } from './event-envelope.ts';
import { parseEntries, readEntry, type BusEvent, type Entry, type EntryError } from './put-events.ts';

export interface EventBus {
  readonly name: string;
  readonly arn: string;
  /** Where the client that put the events was calling. */
  readonly region: string;
  readonly accountId: string;
}

export interface EventBridgeOptions {
  readonly now?: () => Date;
  /** The account that a bus belongs to that is named without an ARN. */
  readonly accountId?: string;
  /** Called for each event that a bus takes, in order, before the answer goes out. */
  readonly onAccept?: (bus: EventBus, event: BusEvent) => void;
}

type Listener = (event: EventBridgeEvent<string, unknown>) => void;

type MatchDetail = (detail: string) => boolean;

/** What PutEvents does; other operations always answer. */
export type EventBridgeBehaviour = ForNext &
  (
    | { readonly kind: 'healthy' | 'fail' | 'hang' | 'throttle' }
    /** Refuses every n-th entry, counted from here on over all requests, or those that match. */
    | { readonly kind: 'throttle-entries'; readonly every: number }
    | { readonly kind: 'throttle-entries'; readonly match: MatchDetail }
    /** Refuses the entries that match; without `match` all of them. */
    | { readonly kind: 'deny-entries'; readonly match?: MatchDetail }
    /** The lost answer: events are accepted, then the connection breaks. */
    | { readonly kind: 'accept-then-cut' }
  );

export interface EventBridge extends AwsJsonService {
  /** By name: a bus of the emulator's account, in every region. By ARN: that one. */
  addBus(nameOrArn: string): void;
  /** Hands every event that this bus takes to the listener, as a rule's target gets it; answers what ends that. */
  onEvent(busArn: string, listener: Listener): () => void;
  behave(behaviour: EventBridgeBehaviour): void;
  /** PutEvents requests so far. */
  readonly requestCount: number;
  /** Entries answered with success that no bus was there to take. */
  readonly vanished: number;
}

const THROTTLED: EntryError = { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' };

/** Amazon EventBridge as far as events are put on a bus and handed on; rules and archives are not emulated. */
export function eventBridge({
  now = () => new Date(),
  accountId = '000000000000',
  onAccept,
}: EventBridgeOptions = {}): EventBridge {
  const buses = new Set<string>();
  const listeners = new Set<{ readonly busArn: string; readonly listener: Listener }>();
  const behaviours = behaviourSwitch<EventBridgeBehaviour>({ kind: 'healthy' });
  let requestCount = 0;
  let vanished = 0;
  let entriesSinceBehaviour = 0;

  function findBus(nameOrArn: string, region: string): EventBus | undefined {
    const bus = parseBus(nameOrArn, { region, accountId });
    const isOwn = bus.accountId === accountId && buses.has(bus.name);
    return bus.region === region && (isOwn || buses.has(bus.arn)) ? bus : undefined;
  }

  function putEvents({ input, region }: AwsCall): AwsReply {
    const behaviour = behaviours.take();
    requestCount += 1;

    switch (behaviour.kind) {
      case 'hang':
        return { kind: 'hang' };
      case 'fail':
        throw new AwsFault('InternalException', 'An internal error occurred', 500);
      case 'throttle':
        throw new AwsFault('ThrottlingException', 'Rate exceeded');
      case 'accept-then-cut':
        putEach(parseEntries(input), region, () => undefined);
        return { kind: 'cut' };
      case 'healthy':
      case 'throttle-entries':
      case 'deny-entries': {
        const results = putEach(parseEntries(input), region, (entry) => refusalBy(behaviour, entry));
        const failed = results.filter((result) => 'ErrorCode' in result);
        return answer({ FailedEntryCount: failed.length, Entries: results });
      }
      default:
        return unreachable(behaviour);
    }
  }

  function putEach(entries: readonly Entry[], region: string, refusal: (entry: Entry) => EntryError | undefined) {
    return entries.map((entry) => {
      const result = refusal(entry) ?? readEntry(entry, now());
      if ('ErrorCode' in result) return result;

      const bus = findBus(busOf(entry), region);
      // The real service has been seen to answer success for a bus that does not exist; the event is gone.
      const EventId = randomUUID();
      if (bus) take(bus, result, { entry, id: EventId });
      else vanished += 1;
      return { EventId };
    });
  }

  function take(bus: EventBus, event: BusEvent, { entry, id }: { readonly entry: Entry; readonly id: string }): void {
    onAccept?.(bus, event);
    for (const { busArn, listener } of listeners) {
      if (busArn === bus.arn) listener(eventEnvelope(event, { id, entry, account: accountId, region: bus.region }));
    }
  }

  function refusalBy(behaviour: EventBridgeBehaviour, entry: Entry): EntryError | undefined {
    entriesSinceBehaviour += 1;
    const detail = String(entry['Detail']);
    if (behaviour.kind === 'throttle-entries') {
      const isHit = 'every' in behaviour ? entriesSinceBehaviour % behaviour.every === 0 : behaviour.match(detail);
      return isHit ? THROTTLED : undefined;
    }
    if (behaviour.kind === 'deny-entries' && (behaviour.match?.(detail) ?? true)) return denied(entry);
    return undefined;
  }

  function describeEventBus({ input, region }: AwsCall): AwsReply {
    const name = nameOf(input['Name']);
    const bus = findBus(name, region);
    if (!bus) throw new AwsFault('ResourceNotFoundException', `Event bus ${name} does not exist.`);
    return answer({ Name: bus.name, Arn: bus.arn });
  }

  return {
    targetPrefix: 'AWSEvents',
    operations: { PutEvents: putEvents, DescribeEventBus: describeEventBus },
    addBus: (nameOrArn) => void buses.add(nameOrArn),
    onEvent(busArn, listener) {
      const listening = { busArn, listener };
      listeners.add(listening);
      return () => void listeners.delete(listening);
    },
    behave(behaviour) {
      entriesSinceBehaviour = 0;
      behaviours.set(behaviour);
    },
    get requestCount() {
      return requestCount;
    },
    get vanished() {
      return vanished;
    },
  };
}

const nameOf = (value: unknown): string => (typeof value === 'string' ? value : 'default');
const busOf = (entry: Entry): string => nameOf(entry['EventBusName']);

const denied = (entry: Entry): EntryError => ({
  ErrorCode: 'AccessDeniedException',
  ErrorMessage: `not authorized to perform: events:PutEvents on resource: ${busOf(entry)}`,
});

function parseBus(nameOrArn: string, caller: { readonly region: string; readonly accountId: string }): EventBus {
  const match = /^arn:aws[a-z-]*:events:([a-z0-9-]+):(\d{12}):event-bus\/(.+)$/.exec(nameOrArn);
  const [, region = caller.region, accountId = caller.accountId, name = nameOrArn] = match ?? [];
  return {
    name,
    region,
    accountId,
    arn: match ? nameOrArn : `arn:aws:events:${region}:${accountId}:event-bus/${name}`,
  };
}
