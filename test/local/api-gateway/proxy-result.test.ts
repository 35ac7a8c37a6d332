import { describe, expect, test } from '@jest/globals';
import { readProxyResult } from '../../../local/api-gateway/proxy-result.ts';

const JSON_TYPE = ['Content-Type', 'application/json'];

describe('a proxy result', () => {
  test.each<[result: object, status: number, headers: readonly (readonly string[])[], body: string]>([
    [{ statusCode: 200, body: '{}' }, 200, [JSON_TYPE], '{}'],
    [{ statusCode: '404' }, 404, [JSON_TYPE], ''],
    [{}, 200, [JSON_TYPE], ''],
    [{ statusCode: 200, headers: null, multiValueHeaders: null, body: null }, 200, [JSON_TYPE], ''],
    [{ statusCode: 200, headers: { 'content-type': 'text/css' } }, 200, [['content-type', 'text/css']], ''],
    [
      { statusCode: 200, headers: { A: 1, B: true, C: undefined }, multiValueHeaders: { D: ['x', 'y'], E: 'z' } },
      200,
      [['D', 'x'], ['D', 'y'], ['E', 'z'], ['A', '1'], ['B', 'true'], JSON_TYPE],
      '',
    ],
    [
      { statusCode: 200, headers: { link: 'a', Link: 'c' }, multiValueHeaders: { Link: ['a', 'b'] } },
      200,
      [['Link', 'a'], ['Link', 'b'], ['Link', 'c'], JSON_TYPE],
      '',
    ],
    [
      {
        statusCode: 401,
        headers: { Date: 'd', Server: 's', Connection: 'c', 'WWW-Authenticate': 'w', 'Content-Length': '9' },
      },
      401,
      [
        ['x-amzn-Remapped-Date', 'd'],
        ['x-amzn-Remapped-Server', 's'],
        ['x-amzn-Remapped-Connection', 'c'],
        ['x-amzn-Remapped-WWW-Authenticate', 'w'],
        ['x-amzn-Remapped-Content-Length', '9'],
        JSON_TYPE,
      ],
      '',
    ],
    [{ statusCode: 200, headers: { 'transfer-encoding': 'chunked' } }, 200, [JSON_TYPE], ''],
    [{ statusCode: 200, body: 'w6k=', isBase64Encoded: true }, 200, [JSON_TYPE], 'é'],
    [{ statusCode: 200, body: 'w6k=', isBase64Encoded: false }, 200, [JSON_TYPE], 'w6k='],
  ])('%j is sent', (result, status, headers, body) => {
    const answer = readProxyResult(result, true);

    expect(answer).toMatchObject({ status, headers });
    expect(answer?.body.toString()).toBe(body);
  });

  test('stays base64 where the API has no binary media types', () => {
    const result = { statusCode: 200, body: 'w6k=', isBase64Encoded: true };

    expect(readProxyResult(result, false)?.body.toString()).toBe('w6k=');
  });

  test.each([
    [undefined],
    [null],
    ['text'],
    [[]],
    [{ statusCode: 200, cookies: [] }],
    [{ statusCode: 'ok' }],
    [{ statusCode: 99 }],
    [{ statusCode: 600 }],
    [{ statusCode: 200.5 }],
    [{ statusCode: 200, body: { a: 1 } }],
    [{ statusCode: 200, headers: 'a' }],
    [{ statusCode: 200, headers: { A: { b: 1 } } }],
    [{ statusCode: 200, headers: { A: null } }],
    [{ statusCode: 200, headers: { 'A B': 'c' } }],
    [{ statusCode: 200, headers: { A: 'b\r\nC: d' } }],
    [{ statusCode: 200, multiValueHeaders: [] }],
    [{ statusCode: 200, multiValueHeaders: { A: [['b']] } }],
  ])('%j is malformed', (result) => {
    expect(readProxyResult(result, true)).toBeUndefined();
  });
});
