import { wrongAnswer } from './failure.ts';
import { isObject, type JsonObject, numberOf, objectOf, textOf } from './json-members.ts';

/** A log stream as the admin API shows it. What is not needed here stays in `json`. */
export interface StreamReply {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly status: string;
  readonly created: string;
  readonly lastUpdated: string;
  readonly settings: JsonObject;
  readonly delivery: Delivery;
  readonly deactivation?: JsonObject | undefined;
  readonly possibleGap?: JsonObject | undefined;
  /** The stream as it was answered. */
  readonly json: JsonObject;
}

export interface Delivery {
  readonly events: number;
  readonly undeliverable: number;
  readonly backlog: number;
  readonly lastPublished?: string | undefined;
  readonly lastDeliveredAt?: string | undefined;
  readonly lagSeconds?: number | undefined;
}

/** Fails with API_ANSWER_INVALID. */
export function parseStreamReply(json: unknown): StreamReply {
  if (!isObject(json)) throw wrongAnswer('a log stream is no object');
  const text = (name: string): string => {
    const value = textOf(json, name);
    if (value === undefined) throw wrongAnswer(`a log stream has no ${name}`);
    return value;
  };
  const delivery = objectOf(json, 'delivery') ?? {};
  return {
    id: text('id'),
    name: text('name'),
    type: text('type'),
    status: text('status'),
    created: text('created'),
    lastUpdated: text('lastUpdated'),
    settings: objectOf(json, 'settings') ?? {},
    delivery: {
      events: numberOf(delivery, 'events') ?? 0,
      undeliverable: numberOf(delivery, 'undeliverable') ?? 0,
      backlog: numberOf(delivery, 'backlog') ?? 0,
      lastPublished: textOf(delivery, 'lastPublished'),
      lastDeliveredAt: textOf(delivery, 'lastDeliveredAt'),
      lagSeconds: numberOf(delivery, 'lagSeconds'),
    },
    deactivation: objectOf(json, 'deactivation'),
    possibleGap: objectOf(json, 'possibleGap'),
    json,
  };
}
