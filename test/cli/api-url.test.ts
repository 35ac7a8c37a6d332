import { describe, expect, test } from '@jest/globals';
import { apiUrl, nextPage } from '../../cli/api-url.ts';

const ORIGIN = 'https://abc.execute-api.eu-west-1.amazonaws.com';

test('a query is encoded as signatures are, and leaves out what is not given', () => {
  const url = apiUrl(ORIGIN, '/api/v1/logs', { filter: `a eq "b+c" (or) 'd'*!`, since: undefined, limit: '5' });

  expect(url.href).toBe(`${ORIGIN}/api/v1/logs?filter=a%20eq%20%22b%2Bc%22%20%28or%29%20%27d%27%2A%21&limit=5`);
});

describe('the next page', () => {
  test.each([
    [`<${ORIGIN}/api/v1/logStreams?limit=2>; rel="self", <${ORIGIN}/api/v1/logStreams?after=a%2Cb>; rel="next"`],
    [`<${ORIGIN}/api/v1/logStreams?after=a%2Cb>; rel=next`],
    [`<${ORIGIN}/api/v1/logStreams?after=a%2Cb>;title="x"; rel="next", <${ORIGIN}/x>; rel="self"`],
  ])('is where %s leads', (link) => {
    expect(nextPage(link, ORIGIN)?.href).toBe(`${ORIGIN}/api/v1/logStreams?after=a%2Cb`);
  });

  test('keeps a space of the link a space', () => {
    const link = `<${ORIGIN}/api/v1/logStreams?filter=status+eq+%22ACTIVE%22>; rel="next"`;

    expect(nextPage(link, ORIGIN)?.search).toBe('?filter=status%20eq%20%22ACTIVE%22');
  });

  test('is asked for at the origin that the admin chose, wherever the link leads', () => {
    expect(nextPage('<https://evil.example/api/v1/logs?after=1>; rel="next"', ORIGIN)?.href).toBe(
      `${ORIGIN}/api/v1/logs?after=1`,
    );
  });

  test.each([`${ORIGIN}//evil.example/x`, `${ORIGIN}/\\evil.example/x`, 'https://evil.example//evil.example/x'])(
    'stays there when the path begins like a host: %s',
    (target) => {
      expect(nextPage(`<${target}>; rel="next"`, ORIGIN)?.href).toBe(`${ORIGIN}//evil.example/x`);
    },
  );

  test.each([null, '', `<${ORIGIN}/x>; rel="self"`, `<${ORIGIN}/x>; rel="nextone"`, 'rel="next"'])(
    'is none for %j',
    (link) => {
      expect(nextPage(link, ORIGIN)).toBeUndefined();
    },
  );
});
