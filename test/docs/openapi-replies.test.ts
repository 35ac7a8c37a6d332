import { describe, expect, test } from '@jest/globals';
import { type AdminReply, adminApi } from '../support/admin-api.ts';
import {
  apiWithStreams,
  askFor,
  CASES,
  renamed,
  send,
  shown,
  SPLUNK,
  splunkBody,
} from '../support/described-requests.ts';
import { lookUp, operation, OPERATIONS, problemsOf, responseOf } from '../support/openapi.ts';

describe.each(OPERATIONS.map((each) => [each.operationId, each] as const))('%s', (operationId, described) => {
  const cases = CASES.filter((each) => each.operation === operationId);

  test.each(cases.map((each) => [each.answer, JSON.stringify(shown(each)), each] as const))(
    'answers %s as described to %s',
    async (answer, _shown, each) => {
      const reply = await askFor(each);

      expect(answerOf(reply)).toBe(answer);
      expect(undescribed(operationId, reply)).toEqual([]);
    },
  );

  test('is described with no status and no error code that it does not answer', () => {
    const answered = Object.entries(described.responses).filter(
      ([status, response]) => status !== '5XX' && response['x-answered-by'] !== 'gateway',
    );
    const answers = answered.flatMap(([status, { content }]) => {
      const examples = Object.values(content?.['application/json'].examples ?? {});
      return examples.length === 0 ? [status] : examples.map(({ value }) => `${status} ${value.errorCode}`);
    });

    expect([...new Set(cases.map((each) => each.answer))].toSorted()).toEqual(answers.toSorted());
  });

  test('takes notice of every parameter in the query that is described', () => {
    const inQuery = described.parameters.filter((each) => each.in === 'query').map(({ name }) => name);
    const refused = new Set(
      cases.filter(({ answer }) => answer.startsWith('400')).flatMap(({ query = {} }) => Object.keys(query)),
    );

    expect([...refused].toSorted()).toEqual(inQuery.toSorted());
  });

  test('has examples of errors that are real answers', async () => {
    const examples = Object.entries(described.responses)
      .filter(([status, response]) => status !== '5XX' && response['x-answered-by'] !== 'gateway')
      .flatMap(([, { content }]) => Object.values(content?.['application/json'].examples ?? {}));

    const replies = await Promise.all(cases.map(async (each) => withoutId((await askFor(each)).body)));

    for (const { value } of examples) expect(replies).toContainEqual(withoutId(value));
    expect(examples).not.toEqual([]);
  });
});

test.each(['listLogStreams', 'createLogStream', 'replaceLogStream', 'deleteLogStream', 'verifyLogStream'])(
  'answers 500 as described in %s when the table does not answer',
  async (operationId) => {
    const api = await apiWithStreams();
    const down = () => Promise.reject(new Error('DynamoDB does not answer'));
    Object.assign(api.streams, { load: down, reservations: down, get: down });

    const reply = await send(api, { operation: operationId, body: renamed(splunkBody, 'other'), answer: '' });

    expect(answerOf(reply)).toBe('500 E0000009');
    expect(undescribed(operationId, reply)).toEqual([]);
  },
);

test('describes no member of a log stream that one which has been through everything does not have', async () => {
  const api = await apiWithStreams();
  // Why it was deactivated it still tells, its lag only now.
  await api.ask('POST', `/api/v1/logStreams/${SPLUNK}/lifecycle/activate`);

  const { body } = await api.ask('GET', `/api/v1/logStreams/${SPLUNK}`);

  const members = (name: string) => Object.keys((lookUp(`#/components/schemas/${name}`) as Members).properties);
  const stream = body as Readonly<Record<'delivery' | 'deactivation' | 'possibleGap', object>>;
  expect(Object.keys(stream).toSorted()).toEqual([...members('LogStreamMembers'), 'settings', 'type'].toSorted());
  expect(Object.keys(stream.delivery).toSorted()).toEqual(members('Delivery').toSorted());
  expect(Object.keys(stream.deactivation).toSorted()).toEqual(members('Deactivation').toSorted());
  expect(Object.keys(stream.possibleGap).toSorted()).toEqual(members('PossibleGap').toSorted());
});

test.each([
  ['PATCH', '/api/v1/logStreams', '405 E0000022'],
  ['POST', '/api/v1/logs', '405 E0000022'],
  ['GET', '/api/v1/logStreams/', '404 E0000008'],
  ['GET', '/api/v1/users', '404 E0000008'],
  ['GET', '/', '404 E0000008'],
])('answers %s %s, which is no operation, with %s in the same envelope', async (method, path, answer) => {
  const api = await adminApi();

  const reply = await api.ask(method, path);

  expect(answerOf(reply)).toBe(answer);
  expect(problemsOf({ $ref: '#/components/schemas/Error' }, reply.body)).toEqual([]);
});

interface Members {
  readonly properties: object;
}

/** An `errorId` is another one each time. */
const withoutId = (body: unknown): unknown => ({ ...(body as object), errorId: '…' });

const answerOf = ({ status, body }: AdminReply): string =>
  status < 400 ? String(status) : `${status} ${(body as { readonly errorCode: string }).errorCode}`;

/** How a reply differs from what is described, in words. */
function undescribed(operationId: string, { status, headers, body }: AdminReply): string[] {
  const response = responseOf(operation(operationId), status);
  if (!response) return [`${status} is not described`];
  const described = Object.entries(response.headers ?? {}).map(([name, header]) => ({
    ...header,
    name: name.toLowerCase(),
  }));
  const content = response.content?.['application/json'];
  return [
    ...Object.keys(headers)
      .filter((name) => /^(link|x-(okta|rate)-.*)$/.test(name) && !described.some((header) => header.name === name))
      .map((name) => `header ${name} is not described`),
    ...described
      .filter(({ name, required }) => required && headers[name] === undefined)
      .map(({ name }) => `${name} is missing`),
    ...((content === undefined) === (body === undefined) ? [] : ['only one of reply and description has a body']),
    ...(content ? problemsOf(content.schema, body) : []),
  ];
}
