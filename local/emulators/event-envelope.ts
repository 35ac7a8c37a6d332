import type { EventBridgeEvent } from 'aws-lambda';
import type { BusEvent, Entry } from './put-events.ts';

/** An accepted entry as EventBridge hands it to the target of a rule. */
export function eventEnvelope(
  { source, detailType, text, at }: BusEvent,
  {
    id,
    entry,
    account,
    region,
  }: { readonly id: string; readonly entry: Entry; readonly account: string; readonly region: string },
): EventBridgeEvent<string, unknown> {
  const { Time, Resources } = entry;
  const time = typeof Time === 'number' ? new Date(Time * 1000) : at;
  return {
    version: '0',
    id,
    'detail-type': detailType,
    source,
    account,
    // EventBridge: whole seconds.
    time: `${time.toISOString().slice(0, 19)}Z`,
    region,
    resources: Array.isArray(Resources) ? Resources.map(String) : [],
    detail: JSON.parse(text) as unknown,
  };
}
