import { isObject } from '../is-object.ts';
import { refuseUnplayed } from '../unplayed.ts';

/** Whom a statement of a resource is about. */
export interface Principals {
  /** `*`, or ARNs of roles. */
  readonly aws: readonly string[];
  readonly services: readonly string[];
}

/** Who makes a call. */
export type Caller =
  | { readonly kind: 'role'; readonly roleArn: string }
  /** `lambda.amazonaws.com` and its like. */
  | { readonly kind: 'service'; readonly service: string };

/** Fails by name on a principal that is not told apart here, an account among them. */
export function parsePrincipals(where: string, principal: unknown): Principals {
  if (principal === '*') return { aws: ['*'], services: ['*'] };
  if (!isObject(principal))
    throw new Error(`${where}: Principal is * or an object; got ${JSON.stringify(principal)}`);
  refuseUnplayed(where, principal, ['AWS', 'Service']);
  const aws = texts(where, principal['AWS']);
  const unknown = aws.find((each) => each !== '*' && !/^arn:[^:]+:iam::\d{12}:role\/.+$/.test(each));
  if (unknown !== undefined) {
    throw new Error(`${where}: the embedded run plays * and ARNs of roles as Principal.AWS; got ${unknown}`);
  }
  // IAM: {"AWS": "*"} and "*" are the same.
  const services = aws.includes('*') ? ['*'] : [];
  return { aws, services: [...services, ...texts(where, principal['Service'])] };
}

export function isAbout({ aws, services }: Principals, caller: Caller): boolean {
  if (caller.kind === 'service') return services.includes('*') || services.includes(caller.service);
  return aws.includes('*') || aws.includes(caller.roleArn);
}

function texts(where: string, value: unknown): readonly string[] {
  if (value === undefined) return [];
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (all.every((each) => typeof each === 'string')) return all;
  throw new Error(`${where}: Principal is made of texts; got ${JSON.stringify(value)}`);
}
