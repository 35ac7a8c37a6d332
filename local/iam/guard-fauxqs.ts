import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { isObject } from '../is-object.ts';
import { AwsFault } from '../emulators/aws-fault.ts';
import type { Access } from './access.ts';
import { AccessDenied } from './access-denied.ts';
import type { AuthorizeJson } from '../emulators/authorize-json.ts';
import { s3Needs } from './needs.ts';
import { signedBy } from '../emulators/signed-by.ts';

interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

interface Reply {
  code(status: number): Reply;
  header(name: string, value: string): Reply;
  send(body: string): unknown;
}

/** As much of Fastify as is needed here. */
interface FastifyServer {
  listen(options: object): Promise<string>;
  addHook(name: 'preHandler', hook: (request: Request, reply: Reply, done: () => void) => void): unknown;
}

/**
 * Starts fauxqs so that it is reached from this machine only, and every request is authorized when its body is parsed
 * and before it is handled. fauxqs keeps its server to itself, but Fastify announces each one that is made on a
 * diagnostics channel, for hooks such as this one.
 */
export async function startGuarded<T>(
  start: () => Promise<T>,
  { access, authorize }: { readonly access: Access; readonly authorize: AuthorizeJson },
): Promise<T> {
  let guarded = 0;
  const guard = (message: unknown): void => {
    guarded += 1;
    const { fastify } = message as { fastify: FastifyServer };
    const listen = fastify.listen.bind(fastify);
    // fauxqs listens at every address of the machine, and no signature is verified.
    fastify.listen = (options) => listen({ ...options, host: '127.0.0.1' });
    fastify.addHook('preHandler', (request, reply, done) => {
      const isJson = String(request.headers['content-type']).startsWith('application/x-amz-json-1.0');
      const refused = isJson ? refuseJson(request, reply, authorize) : refuseS3(request, reply, access);
      if (!refused) done();
    });
  };
  subscribe('fastify.initialization', guard);
  let started: Promise<T>;
  try {
    // The server is made before anything is waited for, so that it can be nobody else's.
    started = start();
  } finally {
    unsubscribe('fastify.initialization', guard);
  }
  const result = await started;
  if (guarded !== 1) throw new Error(`fauxqs makes one server, whose requests are authorized; it made ${guarded}`);
  return result;
}

function refuseJson(request: Request, reply: Reply, authorize: AuthorizeJson): boolean {
  try {
    authorize({
      authorization: headerOf(request, 'authorization'),
      target: headerOf(request, 'x-amz-target') ?? '',
      input: () => (isObject(request.body) ? request.body : {}),
    });
    return false;
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    const { code, message, status } = error;
    reply
      .code(status)
      .header('content-type', 'application/x-amz-json-1.0')
      // What SQS called it in its older protocol, by which the SDK still names it.
      .header('x-amzn-query-error', `${code.replace(/Exception$/, '')};Sender`)
      .send(JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message }));
    return true;
  }
}

/** Everything that is not JSON is S3's; for anything else there is only the admin. */
function refuseS3(request: Request, reply: Reply, access: Access): boolean {
  const signed = signedBy(headerOf(request, 'authorization') ?? '');
  if (!signed) return refuse(reply, 'AccessDenied', 'Access Denied');
  const signer = access.signer(signed.accessKeyId);
  if (signer === 'admin') return false;
  if (!signer) {
    return refuse(reply, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.');
  }
  const needs = hasRightsOfItsOwn(request) ? undefined : s3Needs(request.method, request.url);
  if (!needs) {
    return refuse(
      reply,
      'NotImplemented',
      `the embedded run does not know what ${request.method} ${request.url} needs`,
    );
  }
  try {
    for (const need of needs)
      access.authorize(signer, { ...need, context: { 'aws:requestedregion': signed.region } });
    return false;
  } catch (error) {
    if (!(error instanceof AccessDenied)) throw error;
    // S3 puts the resource in quotes.
    return refuse(reply, 'AccessDenied', error.worded({ resource: `"${error.resource}"` }));
  }
}

/** A copy reads another object, and these need actions besides the method's. */
const hasRightsOfItsOwn = ({ headers }: Request): boolean =>
  Object.keys(headers).some((name) => /^x-amz-(copy-source|acl|grant|tagging|object-lock|bypass)/.test(name));

function refuse(reply: Reply, code: string, message: string): true {
  reply
    .code(403)
    .header('content-type', 'application/xml')
    .send(
      `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`,
    );
  return true;
}

const headerOf = ({ headers }: Request, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
};

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
