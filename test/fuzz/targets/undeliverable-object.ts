import type { S3Client } from '@aws-sdk/client-s3';
import * as fc from 'fast-check';
import { undeliverableBucket } from '../../../lambdas/aws/undeliverable-bucket.ts';
import type { LogEvent } from '../../../lambdas/core/log-event.ts';
import { logStream } from '../../support/log-streams.ts';
import { hostileText } from '../arbitraries/hostile-text.ts';
import { anyLogEvent } from '../arbitraries/log-events.ts';
import { claim, claimSame } from '../claims.ts';
import { fuzzTarget, type Outcome } from '../fuzz-target.ts';

interface Put {
  readonly Key: string;
  readonly Body: Buffer;
  readonly Metadata: Readonly<Record<string, string>>;
}

interface Input {
  readonly events: readonly LogEvent[];
  readonly reason: string;
}

/** As `pageEvents` makes ids: whole characters, at most 200. */
const id = fc
  .oneof(
    { weight: 3, arbitrary: hostileText(8) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('漢', '🔐', '/', '%'), fc.integer({ min: 90, max: 200 }))
        .map(([letter, times]) => letter.repeat(times)),
    },
  )
  .map((text) => text.toWellFormed().slice(0, 200).toWellFormed() || 'x');

const event = fc.tuple(anyLogEvent, id).map(([base, itsId]) => ({ ...base, id: itsId }));

type SetAside = (events: readonly LogEvent[], reason: string) => Promise<readonly Put[]>;

/** What a client of S3 is asked to put, in order. */
const setAside: SetAside = async (events, reason) => {
  const puts: Put[] = [];
  const client = { send: ({ input }: { readonly input: Put }) => Promise.resolve(puts.push(input)) };
  const store = undeliverableBucket(
    () => Promise.resolve(client as unknown as S3Client),
    'bucket',
    () => new Date(0),
  );
  for (const each of events) await store.setAside(logStream(), each, reason);
  return puts;
};

export const undeliverableObjectTarget = fuzzTarget<Input, SetAside>({
  name: 'undeliverable-object',
  covers: ['lambdas/aws/undeliverable-bucket.ts'],
  weight: 4,
  inputs: fc.record({ events: fc.array(event, { minLength: 1, maxLength: 3 }), reason: hostileText(200) }),
  subject: setAside,
  async check(subject, { events, reason }): Promise<Outcome> {
    const puts = await subject(events, reason);
    claimSame(
      puts.map(({ Body }) => Body),
      events.map(({ json }) => json),
      'what is put',
    );
    claimSame(
      new Set(puts.map(({ Key }) => Key)).size,
      new Set(events.map((each) => each.id)).size,
      'the number of keys',
    );
    for (const { Key, Metadata } of puts) {
      claim(Buffer.byteLength(Key) <= 1_024 && /^0oa\w+\/[^/]+\.json$/.test(Key), `the key is ${Key}`);
      const text = Object.entries(Metadata).flat().join('');
      claim(/^[\x20-\x7e]*$/.test(text) && text.length <= 2_048, `the metadata is ${JSON.stringify(Metadata)}`);
    }
    return 'taken';
  },
  defects: {
    'names objects by the id as it is': () => (events) =>
      Promise.resolve(events.map(({ id: itsId, json }) => ({ Key: `0oa1/${itsId}.json`, Body: json, Metadata: {} }))),
    'cuts names short': (real) => async (events, reason) =>
      (await real(events, reason)).map((put) => ({ ...put, Key: `${put.Key.slice(0, 25)}.json` })),
    'says the reason as it is': (real) => async (events, reason) =>
      (await real(events, reason)).map((put) => ({ ...put, Metadata: { reason } })),
  },
});
