import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LIFECYCLE_PREFIX } from '../lambdas/core/lifecycle-event.ts';
import type { EventBridgeSettings, LogStream } from '../lambdas/core/log-stream.ts';
import { unreachable } from '../lambdas/core/unreachable.ts';
import type { AcceptedEvent } from './emulators/accepted-event.ts';
import type { EventBridge, EventBus } from './emulators/eventbridge.ts';
import type { SecretsManager } from './emulators/secrets-manager.ts';
import type { SplunkHec } from './emulators/splunk-hec.ts';
import { type Ledger, ledger } from './ledger.ts';

export interface DestinationOptions {
  readonly orderOf: (id: string) => number | undefined;
  readonly keepTexts: boolean;
  readonly stateDir?: string | undefined;
  /** The token of a HEC that is not simulated. */
  readonly hecToken?: string | undefined;
}

export interface SimulatedEnds {
  readonly eventBridge: Pick<EventBridge, 'addBus'>;
  readonly hec: Pick<SplunkHec, 'addToken'>;
  readonly secrets: Pick<SecretsManager, 'addSecret'>;
  readonly tokenSecretPrefix: string;
}

/** What each stream's simulated destination accepted, and the buses and tokens that make one. */
export interface Destinations {
  /** Opens the destination of a stream that the run made itself: its bus, or its HEC token as a secret. */
  open(stream: LogStream, at: SimulatedEnds): void;
  /** An admin gave a stream this token: the simulated Splunk takes it, as if it had been made there before. */
  openHec(streamId: string, token: string, hec: Pick<SplunkHec, 'addToken'>): void;
  ledgerOf(stream: LogStream): Ledger | undefined;
  /** What was accepted besides the org's events: those that tell what happened to streams. */
  readonly lifecycleEvents: readonly LifecycleAcceptance[];
  readonly acceptAtHec: (token: string, event: AcceptedEvent) => void;
  readonly acceptAtBus: (bus: EventBus, event: AcceptedEvent) => void;
  close(): void;
}

/** Where: the ARN of a bus, or the id of the stream whose HEC token it came with. */
export interface LifecycleAcceptance {
  readonly at: string;
  readonly text: string;
}

export function destinations(options: DestinationOptions): Destinations {
  const ledgers = new Map<string, Ledger>();
  const streamByToken = new Map<string, string>();
  const lifecycleEvents: LifecycleAcceptance[] = [];

  /** By stream id for Splunk, by ARN for a bus. */
  const ledgerFor = (key: string): Ledger => {
    const known = ledgers.get(key);
    if (known) return known;
    const { orderOf, keepTexts, stateDir } = options;
    const folder = stateDir && join(stateDir, 'accepted');
    if (folder) mkdirSync(folder, { recursive: true });
    const file = folder && join(folder, `${key.replaceAll(/[^\w.-]+/g, '-')}.ndjson`);
    const created = ledger({ orderOf, keepTexts, ...(file && { file }) });
    ledgers.set(key, created);
    return created;
  };

  /** What happened to our streams is none of the org's events, which are counted against what the org has. */
  const accept = (at: string, event: AcceptedEvent): void => {
    const isOwn = event.text.includes(`"eventType":"${LIFECYCLE_PREFIX}`) && options.orderOf(event.id) === undefined;
    if (isOwn) lifecycleEvents.push({ at, text: event.text });
    else ledgerFor(at).accept(event);
  };

  return {
    open(stream, { eventBridge, hec, secrets, tokenSecretPrefix }) {
      switch (stream.type) {
        case 'aws_eventbridge':
          eventBridge.addBus(arnOf(stream.settings));
          ledgerFor(arnOf(stream.settings));
          return;
        case 'splunk_cloud_logstreaming': {
          const token = options.hecToken ?? randomUUID();
          hec.addToken(token);
          secrets.addSecret(`${tokenSecretPrefix}/${stream.id}`, token);
          streamByToken.set(token, stream.id);
          ledgerFor(stream.id);
          return;
        }
        default:
          unreachable(stream);
      }
    },
    openHec(streamId, token, hec) {
      hec.addToken(token);
      streamByToken.set(token, streamId);
    },
    ledgerOf: (stream) => ledgers.get(stream.type === 'aws_eventbridge' ? arnOf(stream.settings) : stream.id),
    lifecycleEvents,
    acceptAtHec(token, event) {
      const streamId = streamByToken.get(token);
      if (streamId !== undefined) accept(streamId, event);
    },
    acceptAtBus: (bus, event) => accept(bus.arn, event),
    close() {
      for (const each of ledgers.values()) each.close();
    },
  };
}

const arnOf = ({ region, accountId, eventSourceName }: EventBridgeSettings): string =>
  `arn:aws:events:${region}:${accountId}:event-bus/${eventSourceName}`;
