import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { logFilter } from '../../lambdas/admin/log-filter.ts';
import { refusalOf } from '../support/refusal.ts';

const EVENT = {
  actor: { id: '00u1', type: 'User', alternateId: 'Jane@acme.example', displayName: 'Jane Doe', detailEntry: null },
  client: { ipAddress: '192.0.2.7', geographicalContext: { geolocation: { lat: 47.5, lon: -122.25 } }, zone: '' },
  debugContext: { debugData: { url: '/oauth/x', expires: '2026-03-01T10:00:00.000Z', message: 'bus is missing' } },
  device: null,
  displayMessage: 'Log stream deactivated',
  eventType: 'system.log_stream.lifecycle.deactivate',
  outcome: { result: 'SUCCESS', reason: null },
  request: { ipChain: [] },
  securityContext: { isProxy: false, asNumber: 64_496 },
  severity: 'WARN',
  target: [
    { id: '0oaA', type: 'LogStream', displayName: 'security' },
    { id: '0oaB', type: 'LogStream', displayName: 'audit' },
  ],
  transaction: {},
  uuid: 'u-1',
  version: '0',
};

const TRUE = [
  'eventType eq "system.log_stream.lifecycle.deactivate"',
  'eventType EQ "system.log_stream.lifecycle.deactivate"',
  'eventType sw "system.log_stream"',
  'eventType ew "deactivate"',
  'eventType co "lifecycle"',
  'eventType ne "user.session.start"',
  'displayMessage co ""',
  'target.id eq "0oaA"',
  'target.id eq "0oaA" and target.id eq "0oaB"',
  'target.displayName sw "aud" and target.displayName ew "ity"',
  'actor.id ne "00u2"',
  'actor.middleName ne "x"',
  'client.geographicalContext.geolocation.lat eq 47.5',
  'client.geographicalContext.geolocation.lon lt -122 and securityContext.asNumber ge 64496',
  'securityContext.isProxy eq false',
  'securityContext.isProxy ne true',
  'version eq "0"',
  'severity gt "INFO" and severity le "WARN"',
  'severity lt "a"',
  'debugContext.debugData.expires eq "2026-03-01T11:00:00+01:00"',
  'debugContext.debugData.expires gt "2026-03-01T10:30:00+01:00"',
  'debugContext.debugData.expires lt "2026-03-01T10:00:00.001Z"',
  'debugContext.debugData.url eq "/oauth/x" and debugContext.debugData.url sw "/oauth"',
  'actor pr and actor.id pr and securityContext.isProxy pr and target pr',
  'not device pr and not outcome.reason pr and not client.zone pr and not transaction pr and not request pr',
  'not (severity eq "INFO" or severity eq "ERROR")',
];

const FALSE = [
  'eventType eq "System.Log_Stream.Lifecycle.Deactivate"',
  'displayMessage co "log stream"',
  'actor.alternateId sw "jane"',
  'actor.Id eq "00u1"',
  'target.id eq "0oaC"',
  'target.id ne "0oaA"',
  'target.id eq "0oaA" and target.id eq "0oaC"',
  'target.length eq 2',
  'target.0.id pr',
  'eventType.length gt 0',
  'securityContext.isProxy eq "false"',
  'securityContext.asNumber eq "64496"',
  'securityContext.asNumber co "644"',
  'version eq 0',
  'version gt 1 or version le 1',
  'outcome.reason eq "null"',
  'outcome.reason lt "x"',
  'actor.middleName co ""',
  'actor.constructor pr',
  'actor.__proto__ pr',
  'actor.__proto__.constructor.name eq "Object"',
  'debugContext.debugData.message gt "2026-03-01T10:00:00.000Z" and severity eq "INFO"',
  'device.id pr',
];

describe('the filter of the System Log', () => {
  test.each(TRUE)('is met: %s', (text) => {
    expect(logFilter(text)(EVENT)).toBe(true);
  });

  test.each(FALSE)('is not met: %s', (text) => {
    expect(logFilter(text)(EVENT)).toBe(false);
  });

  test.each([...TRUE, ...FALSE])('is met by exactly the other events when negated: %s', (text) => {
    expect(logFilter(`not (${text})`)(EVENT)).toBe(!logFilter(text)(EVENT));
  });

  test.each([
    ['published', 'published gt "2026-01-01T00:00:00Z"'],
    ['published', 'severity eq "WARN" and not (published pr)'],
    ['some_invalid_field', 'some_invalid_field eq "x"'],
    ['EventType', 'EventType eq "x"'],
    ['constructor.name', 'constructor.name eq "Object"'],
    ['__proto__', '__proto__ pr'],
    ['actor..id', 'actor..id pr'],
    ['actor.', 'actor. pr'],
    ['urn:x:actor', 'urn:x:actor pr'],
  ])('refuses the field %s', async (field, text) => {
    expect(await refusalOf(() => logFilter(text))).toMatchObject({
      status: 400,
      errorCode: 'E0000053',
      errorSummary: `field is not valid: ${field}`,
    });
  });

  test.each(['debugContext.debugData.url', 'debugContext.debugData.requestUri'])(
    'refuses to search for a part of %s',
    async (field) => {
      expect(await refusalOf(() => logFilter(`severity eq "WARN" or ${field} CO "/oauth/"`))).toMatchObject({
        status: 400,
        errorCode: 'E0000031',
        errorSummary: `The supplied combination of operator and field is not currently supported. Operator: co, Field: ${field}`,
      });
    },
  );

  test.each(['severity co 5', 'severity sw true', 'severity ew 5', 'securityContext.isProxy gt true'])(
    'refuses a value that its operator cannot compare with: %s',
    async (text) => {
      expect(await refusalOf(() => logFilter(text))).toMatchObject({ status: 400, errorCode: 'E0000053' });
    },
  );

  test('refuses what is no SCIM filter', async () => {
    expect(await refusalOf(() => logFilter('severity is WARN'))).toMatchObject({ errorCode: 'E0000053' });
  });
});

/** A filter that needs no more parentheses than it has, and what it comes to. */
type Generated = { readonly text: string; readonly binds: 'or' | 'and' | 'alone'; readonly holds: boolean };

const leaf = fc.boolean().map((holds): Generated => ({
  text: `severity eq "${holds ? 'WARN' : 'INFO'}"`,
  binds: 'alone',
  holds,
}));
const within = (parent: 'and' | 'not', { text, binds }: Generated): string =>
  binds === 'alone' || (binds === 'and' && parent === 'and') ? text : `(${text})`;
const { expression } = fc.letrec<{ expression: Generated }>((tie) => {
  const operands = fc.array(tie('expression'), { minLength: 2, maxLength: 3 });
  return {
    expression: fc.oneof(
      { maxDepth: 4 },
      leaf,
      operands.map((parts): Generated => ({
        text: parts.map(({ text }) => text).join(' or '),
        binds: 'or',
        holds: parts.some(({ holds }) => holds),
      })),
      operands.map((parts): Generated => ({
        text: parts.map((part) => within('and', part)).join(' and '),
        binds: 'and',
        holds: parts.every(({ holds }) => holds),
      })),
      tie('expression').map((part): Generated => ({
        text: `not ${within('not', part)}`,
        binds: 'alone',
        holds: !part.holds,
      })),
    ),
  };
});

describe('any filter', () => {
  test('comes to what its parts come to: not before and, and before or', () => {
    fc.assert(
      fc.property(expression, ({ text, holds }) => {
        fc.pre(text.length <= 2_000);
        expect(logFilter(text)(EVENT)).toBe(holds);
      }),
      { numRuns: 2_000, seed: 2 },
    );
  });

  const word = fc.constantFrom(
    ...['severity', 'target.id', 'published', 'constructor', '__proto__', 'eq', 'co', 'gt', 'pr', 'and', 'or', 'not'],
    ...['(', ')', '[', ']', '"', '"x"', '\\', '-1', '5', '1e999', 'true', 'null', '\n', 'é', '\ud800', '.', ':', '%'],
  );

  test('is answered or refused in Okta’s words, whatever it and the event are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
          fc.string({ unit: 'binary' }),
        ),
        fc.jsonValue(),
        async (text, event) => {
          const refusal = await refusalOf(() => {
            const filter = logFilter(text);
            expect(filter(EVENT)).not.toBe(logFilter(`not (${text})`)(EVENT));
            expect(typeof filter(event)).toBe('boolean');
          });
          expect([undefined, 'E0000031', 'E0000053']).toContain(refusal?.errorCode);
        },
      ),
      { numRuns: 5_000, seed: 4 },
    );
  });
});
