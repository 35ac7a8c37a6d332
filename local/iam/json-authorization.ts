import type { AuthorizeJson } from '../emulators/authorize-json.ts';
import { AwsFault } from '../emulators/aws-fault.ts';
import { requireSigned } from '../emulators/signed-by.ts';
import type { Access } from './access.ts';
import { AccessDenied } from './access-denied.ts';
import type { Needs } from './needs.ts';

/** How one service words its refusals. */
export interface Dialect {
  readonly needs: Needs;
  /** The fault of a key that nobody has; UnrecognizedClientException if it is left out. */
  readonly unknownKey?: AwsFault;
  readonly denied?: (denial: AccessDenied, input: Readonly<Record<string, unknown>>) => string;
}

/** By what stands before the dot of X-Amz-Target. */
export type Dialects = Readonly<Record<string, Dialect>>;

/** Lets requests through that the signer may make, and fails with the service's own fault otherwise. */
export const jsonAuthorization =
  (access: Access, dialects: Dialects): AuthorizeJson =>
  ({ authorization, target, input }) => {
    const signed = requireSigned(authorization);
    const [service = '', operation = ''] = target.split('.');
    const dialect = Object.hasOwn(dialects, service) ? dialects[service] : undefined;
    const signer = access.signer(signed.accessKeyId);
    if (signer === 'admin') return;
    if (!signer) throw dialect?.unknownKey ?? unknownKey('UnrecognizedClientException', 400);

    const called = { operation, input: input(), region: signed.region };
    const needs = dialect?.needs(called);
    if (!needs) {
      throw new AwsFault('UnknownOperationException', `the embedded run does not know what "${target}" needs`);
    }
    try {
      for (const need of needs) {
        access.authorize(signer, { ...need, context: { 'aws:requestedregion': signed.region, ...need.context } });
      }
    } catch (error) {
      if (!(error instanceof AccessDenied)) throw error;
      throw new AwsFault('AccessDeniedException', dialect?.denied?.(error, called.input) ?? error.message);
    }
  };

export const unknownKey = (code: string, status: number): AwsFault =>
  new AwsFault(code, 'The security token included in the request is invalid.', status);
