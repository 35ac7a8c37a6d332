import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';

import { nextLink } from '../../lambdas/okta/next-link.ts';

const NEXT = 'https://acme.okta.com/api/v1/logs?after=1648112954504_1&limit=1000';
const SELF = 'https://acme.okta.com/api/v1/logs?limit=1000';

const textWithout = (forbidden: RegExp) =>
  fc.string({ unit: 'grapheme-ascii' }).map((text) => text.replace(forbidden, ''));

describe('nextLink', () => {
  test.each([
    ['alone', `<${NEXT}>; rel="next"`],
    ['behind self in one header', `<${SELF}>; rel="self", <${NEXT}>; rel="next"`],
    ['before self', `<${NEXT}>; rel="next", <${SELF}>; rel="self"`],
    ['without quotes', `<${NEXT}>;rel=next`],
    ['in another case', `<${NEXT}>; REL="Next"`],
    ['in a list of relations', `<${NEXT}>; rel="last next"`],
    ['behind other parameters', `<${NEXT}>; title="a, <b>; rel=\\"prev\\""; hreflang=en; rel="next"`],
    ['behind a parameter without a value', `<${NEXT}>; crossorigin; rel="next"`],
    ['behind empty list elements', ` , ,<${NEXT}> ; rel = "next" ,`],
  ])('is found %s', (_, header) => {
    const link = nextLink(header);

    expect(link).toBe(NEXT);
  });

  test.each([
    ['a comma', 'https://acme.okta.com/api/v1/logs?filter=a,b&after=1'],
    ['a semicolon', 'https://acme.okta.com/api/v1/logs?after=1;rel="prev"'],
    ['both, and quotes', 'https://acme.okta.com/api/v1/logs?q=",;"&after=1'],
  ])('is whole when the target contains %s', (_, target) => {
    const link = nextLink(`<${SELF}>; rel="self", <${target}>; rel="next"`);

    expect(link).toBe(target);
  });

  test('joined from several headers by fetch is found', () => {
    const headers = new Headers([
      ['link', `<${SELF}>; rel="self"`],
      ['link', `<${NEXT}>; rel="next"`],
    ]);

    const link = nextLink(headers.get('link'));

    expect(link).toBe(NEXT);
  });

  test.each([
    ['there is no header', null],
    ['the header is empty', ''],
    ['only self is there', `<${SELF}>; rel="self"`],
    ['a relation only begins with next', `<${NEXT}>; rel="next-archive"`],
    ['a later rel says next', `<${SELF}>; rel="self"; rel="next"`],
    ['next stands in another parameter', `<${SELF}>; rel="self"; title="rel=next"`],
    ['next stands in a target', `<${SELF}&x=;rel="next">; rel="self"`],
    ['the target is not in brackets', `${NEXT}; rel="next"`],
    ['something else stands before', `nonsense, <${NEXT}>; rel="next"`],
  ])('fails when %s', (_, header) => {
    expect(() => nextLink(header)).toThrow(expect.objectContaining({ code: 'OKTA_PAGE_INVALID' }));
  });

  test('is the link that was written, whatever stands around it', () => {
    const title = textWithout(/\\/g).map((any) => `title="${any.replaceAll('"', '\\"')}"`);
    const link = fc.record({ target: textWithout(/[<>]/g), parameters: fc.array(title) });

    fc.assert(
      fc.property(fc.array(link), link, (before, next) => {
        const write = ({ target, parameters }: typeof next, relation: string) =>
          [`<${target}>`, ...parameters, `rel="${relation}"`].join(' ; ');
        const header = [...before.map((other) => write(other, 'prev')), write(next, 'next')].join(' , ');

        expect(nextLink(header)).toBe(next.target);
      }),
    );
  });
});
