import { createHash } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Clock, UndeliverableStore } from '../core/ports.ts';

/** S3: names and values of all user metadata together have at most 2 KB. */
const MAX_REASON_BYTES = 1_500;
const MAX_PUBLISHED_BYTES = 300;

/** S3: a key has at most 1,024 bytes. The stream's id is a fraction of the rest. */
const MAX_NAME_BYTES = 900;

/** JSON can name half a surrogate pair, which no URI can. */
const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

/** Two ids never have one name, for no encoded one has a bare `=`: the second event would replace the first. */
function nameOf(id: string): string {
  const name = encoded(id);
  return name.length <= MAX_NAME_BYTES ? name : `long=${createHash('sha256').update(id).digest('hex')}`;
}

/**
 * Events that no target can take, whole and byte for byte, as `<stream id>/<event id>.json`: setting one aside again
 * overwrites it with itself. A bucket, because a table item ends at 400 KB and a message at 1 MiB. The SDK is loaded
 * with the first such event, so that cold starts do not pay for what hardly ever happens.
 */
export function undeliverableBucket(
  loadClient: () => Promise<S3Client>,
  bucket: string,
  now: Clock,
): UndeliverableStore {
  let loaded: Promise<S3Client> | undefined;

  return {
    async setAside(stream, event, reason) {
      loaded ??= loadClient().catch((error: unknown) => {
        loaded = undefined;
        throw error;
      });
      const [{ PutObjectCommand }, client] = await Promise.all([import('@aws-sdk/client-s3'), loaded]);
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: `${stream.id}/${nameOf(event.id)}.json`,
          Body: event.json,
          ContentType: 'application/json',
          Metadata: {
            // S3: user metadata travels in HTTP headers, so ASCII only.
            reason: encoded(reason).slice(0, MAX_REASON_BYTES),
            published: encoded(event.published ?? '').slice(0, MAX_PUBLISHED_BYTES),
            'set-aside-at': now().toISOString(),
          },
        }),
      );
    },
  };
}
