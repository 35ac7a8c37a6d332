import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { LifecycleBus } from '../core/ports.ts';

/** As Okta's own log streaming names the type of every event that it puts on a bus. */
const DETAIL_TYPE = 'SystemLog';

/** The stack's own bus. PutEvents answers 200 also when it refused the entry, and then says so there. */
export const lifecycleBus = (
  client: EventBridgeClient,
  { busName, source }: { readonly busName: string; readonly source: string },
): LifecycleBus => ({
  async put({ uuid, published, json }) {
    const entry = {
      Source: source,
      DetailType: DETAIL_TYPE,
      Detail: json,
      Time: new Date(published),
      EventBusName: busName,
    };
    const { Entries: [result] = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }));
    if (result?.EventId) return;
    const reason = [result?.ErrorCode, result?.ErrorMessage].filter(Boolean).join(': ') || 'no result';
    throw new Error(`bus ${busName} refused lifecycle event ${uuid} (${reason})`);
  },
});
