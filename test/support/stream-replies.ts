import { parseStreamReply, type StreamReply } from '../../cli/stream-reply.ts';
import { START } from './manual-clock.ts';

/** A stream as the admin API shows it to its clients. */
export const streamReply = (members: Readonly<Record<string, unknown>> = {}): StreamReply =>
  parseStreamReply({
    id: '0oaA',
    name: 'Splunk',
    type: 'splunk_cloud_logstreaming',
    status: 'ACTIVE',
    created: START.toISOString(),
    lastUpdated: START.toISOString(),
    settings: { edition: 'aws', host: 'acme.splunkcloud.com' },
    ...members,
    delivery: { events: 0, undeliverable: 0, backlog: 0, ...(members['delivery'] as object) },
  });
