import * as fc from 'fast-check';
import { parseStreamRequest } from '../../../lambdas/core/parse-log-stream.ts';
import { eventBusOf } from '../../../lambdas/targets/event-bus.ts';
import { hecUrl } from '../../../lambdas/targets/hec-url.ts';
import { hostileText, longText } from '../arbitraries/hostile-text.ts';
import { jsonText, JSON_PIECES } from '../arbitraries/json-text.ts';
import { mutatedText } from '../arbitraries/mutated.ts';
import { attempt, claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

const TOKEN = '11111111-2222-4333-8444-abcdefabcdef';

interface Input {
  readonly text: string;
  readonly purpose: 'create' | 'replace';
}

/** Somebody puts the token where it does not belong. */
const misplaced = fc.constantFrom(TOKEN, `Splunk ${TOKEN}`, TOKEN.toUpperCase(), `${'x'.repeat(90)}${TOKEN}`);
const text = fc.oneof(
  { weight: 4, arbitrary: hostileText(8) },
  { weight: 2, arbitrary: misplaced },
  { weight: 1, arbitrary: longText(['a', 'a-', '.', '🔐', 'é'], 120) },
);

const host = fc
  .tuple(
    fc.constantFrom('', 'http-inputs-', 'http-inputs.', 'acme.', '-', 'a@'),
    fc.constantFrom('acme', 'a-b', 'ACME', 'a--b', 'x'.repeat(120), 'a_b', 'a', ''),
    fc.constantFrom(
      '.splunkcloud.com',
      '.splunkcloudgc.com',
      '.splunkcloudfed.com',
      '.splunkcloud.mil',
      '.splunkcloud.com.evil.example',
      '.splunkcloud.com/',
      '.splunkcloud.com#',
      '.splunkcloud.com\n',
      '.evil.example',
    ),
  )
  .map((parts) => parts.join(''));

/** Mostly what is allowed, or no stream would ever be. */
const mostly = (allowed: readonly string[], odd: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 7, arbitrary: fc.constantFrom<unknown>(...allowed) }, { weight: 1, arbitrary: odd });

const eventBridge = fc.record(
  {
    accountId: mostly(
      ['123456789012'],
      fc.oneof(fc.constantFrom('12345678901', '１２３４５６７８９０１２', '123456789012\n'), text),
    ),
    eventSourceName: mostly(
      ['okta', 'a.b-c_d', 'x'.repeat(75)],
      fc.oneof(fc.constantFrom('a/b', 'x'.repeat(76)), text),
    ),
    region: mostly(['eu-west-1', 'us-east-1'], fc.oneof(fc.constant('mars-1'), text)),
  },
  { requiredKeys: ['accountId', 'eventSourceName', 'region'] },
);
const splunk = fc.record(
  {
    edition: mostly(['aws', 'aws_govcloud', 'gcp'], fc.oneof(fc.constant('AWS'), text)),
    host: mostly(
      ['acme.splunkcloud.com', 'a-b.splunkcloud.mil'],
      fc.oneof({ weight: 5, arbitrary: host }, { weight: 1, arbitrary: text }),
    ),
    token: mostly([TOKEN], fc.oneof(fc.constantFrom(`${TOKEN} `, `x${TOKEN}`, [TOKEN], 7), text)),
  },
  { requiredKeys: ['edition', 'host'] },
);
const streamName = mostly(
  ['security', 'x'.repeat(100), '🔐'.repeat(100)],
  fc.oneof(fc.constantFrom('', '🔐'.repeat(101), 'a\nb', '\ud800'), text),
);
const type = mostly(
  ['aws_eventbridge', 'splunk_cloud_logstreaming'],
  fc.oneof(fc.constantFrom('constructor', '__proto__'), text),
);
const more = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constantFrom({ status: 'ACTIVE' }, { [TOKEN]: 1 }, { toString: 1 }) },
);
const request = fc
  .tuple(streamName, type, eventBridge, splunk, fc.nat(9), more)
  .map(([itsName, itsType, bus, hec, other, others]) => ({
    ...others,
    name: itsName,
    type: itsType,
    settings: (itsType === 'aws_eventbridge') !== (other === 0) ? bus : hec,
  }));

const inputs: fc.Arbitrary<Input> = fc.record({
  text: fc.oneof(
    { weight: 4, arbitrary: request.map((value) => JSON.stringify(value)) },
    {
      weight: 3,
      arbitrary: mutatedText(
        request.map((value) => JSON.stringify(value)),
        [...JSON_PIECES, '"__proto__":', '"settings":', '"token":'],
      ),
    },
    { weight: 1, arbitrary: jsonText(['name', 'type', 'settings', 'accountId', 'host', 'token'], 3) },
  ),
  purpose: fc.constantFrom('create', 'replace'),
});

const REAL = { parseStreamRequest, hecUrl, eventBusOf };

export const streamRequestTarget = fuzzTarget<Input, typeof REAL>({
  name: 'stream-request',
  covers: [
    'lambdas/core/parse-log-stream.ts',
    'lambdas/core/members.ts',
    'lambdas/core/stream-constraints.ts',
    'lambdas/targets/hec-url.ts',
    'lambdas/targets/event-bus.ts',
  ],
  inputs,
  subject: REAL,
  check(subject, { text: json, purpose }) {
    const body = parsed(json);
    const result = attempt(() => subject.parseStreamRequest(body, purpose), {
      codes: ['STREAM_INVALID'],
      secrets: json.toLowerCase().includes(TOKEN) ? [TOKEN] : [],
    });
    if ('refused' in result) return 'refused';
    const { name, target, token, ...others } = result.taken;
    claimSame(others, {}, 'other members of the stream');
    claimSame(Object.getPrototypeOf(target), Object.prototype, 'what the target inherits from');
    const characters = Array.from(name).length;
    claim(
      characters >= 1 && characters <= 100 && name.isWellFormed() && !/[\n\r\u2028\u2029]/.test(name),
      `the name is ${JSON.stringify(name)}`,
    );
    if (target.type === 'aws_eventbridge') {
      claimSame(Object.keys(target.settings).toSorted(), ['accountId', 'eventSourceName', 'region'], 'the settings');
      const { arn } = subject.eventBusOf(target.settings);
      claim(
        /^arn:aws(-cn|-us-gov)?:events:[a-z0-9-]+:[0-9]{12}:event-bus\/[\w.-]{1,75}$/.test(arn),
        `the ARN is ${arn}`,
      );
      claimSame(token, undefined, 'the token of a bus');
    } else {
      claimSame(Object.keys(target.settings).toSorted(), ['edition', 'host'], 'the settings');
      claim(purpose === 'replace' || token !== undefined, 'a new stream has no token');
      const url = subject.hecUrl(target.settings.edition, target.settings.host);
      const isSplunk = /^http-inputs[-.][a-z0-9-]+\.splunkcloud(gc\.com|fed\.com|\.com|\.mil)$/.test(url.host);
      claim(
        isSplunk && url.href === `https://${url.host}/services/collector/event`,
        `events and token go to ${url.href}`,
      );
    }
    return 'taken';
  },
  defects: {
    'repeats what it does not take': (real) => ({
      ...real,
      parseStreamRequest: (body, purpose) => {
        try {
          return real.parseStreamRequest(body, purpose);
        } catch (error) {
          throw Object.assign(new Error(JSON.stringify(body)), { code: 'STREAM_INVALID', cause: error });
        }
      },
    }),
    'joins the host without looking': (real) => ({
      ...real,
      hecUrl: (_edition, hostName) => new URL(`https://${hostName}/services/collector/event`),
    }),
    'keeps the token with the settings': (real) => ({
      ...real,
      parseStreamRequest: (body, purpose) => {
        const stream = real.parseStreamRequest(body, purpose);
        return { ...stream, target: { ...stream.target, settings: Object(Reflect.get(Object(body), 'settings')) } };
      },
    }),
    'trips over what is no object': (real) => ({
      ...real,
      parseStreamRequest: (body, purpose) => {
        if (body === null) throw new TypeError('null');
        return real.parseStreamRequest(body, purpose);
      },
    }),
  },
});

/** What is no JSON stands for itself: a text is a body too. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
