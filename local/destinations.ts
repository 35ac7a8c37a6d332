import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LogStream } from '../lambdas/core/log-stream.ts';
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
  /** Opens the stream's destination: its bus, or its HEC token as a secret. */
  open(stream: LogStream, at: SimulatedEnds): void;
  ledgerOf(streamId: string): Ledger | undefined;
  readonly acceptAtHec: (token: string, event: AcceptedEvent) => void;
  readonly acceptAtBus: (bus: EventBus, event: AcceptedEvent) => void;
  close(): void;
}

export function destinations(options: DestinationOptions): Destinations {
  const byStream = new Map<string, Ledger>();
  const byToken = new Map<string, Ledger>();
  const byBusArn = new Map<string, Ledger>();

  const ledgerFor = (streamId: string): Ledger => {
    const known = byStream.get(streamId);
    if (known) return known;
    const { orderOf, keepTexts, stateDir } = options;
    const folder = stateDir && join(stateDir, 'accepted');
    if (folder) mkdirSync(folder, { recursive: true });
    const created = ledger({ orderOf, keepTexts, ...(folder && { file: join(folder, `${streamId}.ndjson`) }) });
    byStream.set(streamId, created);
    return created;
  };

  return {
    open(stream, { eventBridge, hec, secrets, tokenSecretPrefix }) {
      switch (stream.type) {
        case 'aws_eventbridge': {
          const { region, accountId, eventSourceName } = stream.settings;
          const arn = `arn:aws:events:${region}:${accountId}:event-bus/${eventSourceName}`;
          eventBridge.addBus(arn);
          byBusArn.set(arn, ledgerFor(stream.id));
          return;
        }
        case 'splunk_cloud_logstreaming': {
          const token = options.hecToken ?? randomUUID();
          hec.addToken(token);
          secrets.addSecret(`${tokenSecretPrefix}/${stream.id}`, token);
          byToken.set(token, ledgerFor(stream.id));
          return;
        }
        default:
          unreachable(stream);
      }
    },
    ledgerOf: (streamId) => byStream.get(streamId),
    acceptAtHec: (token, event) => byToken.get(token)?.accept(event),
    acceptAtBus: (bus, event) => byBusArn.get(bus.arn)?.accept(event),
    close() {
      for (const each of byStream.values()) each.close();
    },
  };
}
