import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const SOURCES = readdirSync('console', { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => [path, readFileSync(join('console', path), 'utf8')] as const);

test.each(SOURCES)('%s makes no markup of text, and no code', (_path, source) => {
  expect(
    source.match(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc/g),
  ).toBeNull();
});

test.each(SOURCES.filter(([path]) => path.startsWith('view/')))(
  '%s shows what comes from outside with its marks',
  (_path, source) => {
    // As a child of an element that is not <Text>; attributes take text only.
    const bare = source.match(/(?<!<Text)>\s*\{(?:[\w?]+\.)*(?:name|message|summary|streamName|actor|reason)\}/g);

    expect(bare).toBeNull();
  },
);
