import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { codeOf } from '../../lambdas/core/errors.ts';
import { readEventsFile } from '../../local/events-file.ts';

const REAL_EVENTS = '../shared/data/okta-events.ndjson';

describe('a file of events', () => {
  test('gives each line exactly as it is written, blank ones left out', async () => {
    const lines = ['{ "uuid": "a", "n": 12345678901234567890.50 }', '{"name":"\\u00e9 é ליאורה","half":"\\ud83d"}  '];

    await withFile(`\n${lines[0]}\r\n  \n\n${lines[1]}`, async (file) => {
      expect(await readEventsFile(file)).toEqual(lines);
    });
  });

  test('may begin with a byte order mark, and may be empty', async () => {
    await withFile('\uFEFF{"uuid":"a"}\n', async (file) =>
      expect(await readEventsFile(file)).toEqual(['{"uuid":"a"}']),
    );
    await withFile('', async (file) => expect(await readEventsFile(file)).toEqual([]));
  });

  test.each([
    ['text that is not JSON', 'secret text'],
    ['an array', '[{"uuid":"b"}]'],
    ['null', 'null'],
    ['a string', '"{}"'],
    ['text that is not JSON', '{"uuid":"b"} {"uuid":"c"}'],
  ])(
    'is refused with its name and the number of the line for %s, and without the line itself',
    async (found, line) => {
      await withFile(`{"uuid":"a"}\n\n${line}\n`, async (file) => {
        await expect(readEventsFile(file)).rejects.toMatchObject({
          code: 'CONFIG_INVALID',
          message: `${file}, line 3: a log event must be a JSON object; got ${found}`,
        });
      });
    },
  );

  test.each([
    ['is missing', undefined],
    ['is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
  ])('is refused when it %s', async (_, content) => {
    await withFile(content, async (file) => {
      await expect(readEventsFile(file)).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining(`${file}: cannot be read: `),
      });
    });
  });
});

test(`the events of ${REAL_EVENTS} are read as they are written; without that file, its absence is reported`, async () => {
  const file = resolve(import.meta.dirname, '../..', REAL_EVENTS);
  const isThere = existsSync(file);
  if (!isThere) process.stdout.write(`${REAL_EVENTS} is not there: only the report of its absence is tested\n`);
  const expected = isThere ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : 'CONFIG_INVALID';

  const read = await readEventsFile(file).catch(codeOf);

  expect(read).toEqual(expected);
});

async function withFile(content: string | Buffer | undefined, use: (file: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'events-'));
  const file = join(folder, 'events.ndjson');
  try {
    if (content !== undefined) writeFileSync(file, content);
    await use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
