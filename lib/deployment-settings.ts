import type { DeploymentConfig } from './deployment-config.ts';

/** One setting's rule. Range and sentence stand side by side so that they cannot drift apart. */
interface Setting<T> {
  /** The value, or undefined when it is not allowed. */
  readonly parse: (given: unknown) => NonNullable<T> | undefined;
  /** Completes the sentence "<key> must be …". */
  readonly allowed: string;
  readonly fallback: T;
  readonly isRequired?: true;
  /** True of a value that may hold a secret by mistake: no error repeats it. */
  readonly isSensitive?: (given: unknown) => boolean;
}

const POLL_INTERVALS = [5, 6, 10, 12, 15, 20, 30, 60, 120, 180, 240, 300];

/** CloudWatch Logs: the values of RetentionInDays. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** The rule of every setting that names a secret. */
const SECRET_NAME = {
  parse: asSecretName,
  allowed: 'the name of a secret in Secrets Manager, at most 512 of letters, digits and /_+=.@-',
  isSensitive: () => true,
};

const TRUE_OR_FALSE = {
  parse: (given: unknown) => [true, false].find((value) => given === value || given === String(value)),
  allowed: 'true or false',
};

export const SETTINGS: { readonly [K in keyof Required<DeploymentConfig>]: Setting<DeploymentConfig[K]> } = {
  orgUrl: {
    parse: asOrigin,
    allowed:
      'the https URL of the org without a path, such as "https://acme.okta.com" (not the "-admin" one), ' +
      'or an http URL of a loopback host',
    fallback: '',
    isRequired: true,
    isSensitive: (given) => JSON.stringify([given]).includes('@'),
  },
  credentialsSecretName: { ...SECRET_NAME, fallback: 'okta-log-streaming/okta-credentials' },
  pollInterval: {
    parse: oneOf(POLL_INTERVALS),
    allowed: `a number of seconds out of ${POLL_INTERVALS.join(', ')}`,
    fallback: 10,
  },
  rateLimitShare: {
    parse: numberWhere((share) => share > 0 && share <= 1),
    allowed: 'a number above 0 and at most 1',
    fallback: 0.5,
  },
  eventBridgeAccounts: {
    parse: asAccountIds,
    allowed: 'AWS account ids of 12 digits, a list of strings or one string with commas',
    fallback: undefined,
  },
  attemptTimeoutSeconds: {
    parse: wholeNumber({ from: 1, upTo: 60 }),
    allowed: 'a whole number of seconds from 1 to 60',
    fallback: 10,
  },
  backlogLimitEvents: {
    parse: numberWhere((events) => Number.isSafeInteger(events) && events >= 1),
    allowed: 'a whole number of events above 0',
    fallback: 50_000,
  },
  adminAuth: {
    parse: (given) => (given === 'iam' || given === 'token' ? given : undefined),
    allowed: '"iam" or "token"',
    fallback: 'iam',
  },
  maxLogStreams: {
    parse: wholeNumber({ from: 1, upTo: 200 }),
    allowed: 'a whole number of log streams from 1 to 200',
    fallback: 10,
  },
  adminRequestsPerMinute: {
    parse: wholeNumber({ from: 1, upTo: 60_000 }),
    allowed: 'a whole number of requests from 1 to 60000',
    fallback: 600,
  },
  eventHookUrl: {
    parse: asHookUrl,
    allowed: 'an https URL without credentials and fragment, or an http URL of a loopback host',
    fallback: undefined,
    // The path of a hook is often its password.
    isSensitive: () => true,
  },
  eventHookSecretName: { ...SECRET_NAME, fallback: 'okta-log-streaming/event-hook' },
  apiGatewayLogRole: { ...TRUE_OR_FALSE, fallback: true },
  logRetentionDays: {
    parse: oneOf(LOG_RETENTION_DAYS),
    allowed: `a number of days out of ${LOG_RETENTION_DAYS.join(', ')}`,
    fallback: 90,
  },
  removalPolicy: {
    parse: (given) => (given === 'retain' || given === 'destroy' ? given : undefined),
    allowed: '"retain" or "destroy"',
    fallback: 'retain',
  },
  lagObjectiveSeconds: {
    parse: wholeNumber({ from: 60, upTo: 86_400 }),
    allowed: 'a whole number of seconds from 60 to 86400',
    fallback: undefined,
  },
  alarmEmail: {
    parse: textLike(/^[^\s@]+@[^\s@]+\.[^\s@]+$/),
    allowed: 'one e-mail address',
    fallback: undefined,
  },
  eventBusName: {
    // EventBridge: "default" exists in every account, and a name with a slash belongs to a partner event source.
    parse: textLike(/^(?!default$)(?!aws\.)[\w.-]{1,256}$/),
    allowed:
      'a new event bus\'s name of at most 256 letters, digits and ._-, not "default" nor beginning with "aws."',
    fallback: undefined,
  },
  reservedConcurrency: { ...TRUE_OR_FALSE, fallback: true },
  stackName: {
    parse: textLike(/^[A-Za-z][A-Za-z0-9-]{0,127}$/),
    allowed: 'a letter and then at most 127 letters, digits and hyphens',
    fallback: 'okta-log-streaming',
  },
};

function asOrigin(given: unknown): string | undefined {
  const url = typeof given === 'string' ? URL.parse(given) : null;
  if (!url || url.href !== `${url.origin}/`) return undefined;
  // Okta: the API is at the org's own host; the one with -admin is the console's.
  if (/-admin\.okta[\w.-]*$/.test(url.hostname)) return undefined;
  return isSecure(url) ? url.origin : undefined;
}

function asHookUrl(given: unknown): string | undefined {
  const url = typeof given === 'string' ? URL.parse(given) : null;
  if (!url || !isSecure(url) || url.username !== '' || url.password !== '' || url.hash !== '') return undefined;
  return url.href;
}

/** Nobody listens in on the loopback interface. */
function isSecure({ protocol, hostname }: URL): boolean {
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback);
}

/**
 * Secrets Manager's characters for a name, less the form of an Okta API token: a pasted one would reach the template.
 */
function asSecretName(given: unknown): string | undefined {
  const name = textLike(/^[\w/+=.@-]{1,512}$/)(given);
  return name !== undefined && /^00[\w-]{40}$/.test(name) ? undefined : name;
}

function asAccountIds(given: unknown): readonly string[] | undefined {
  const list: unknown = typeof given === 'string' ? given.split(',') : given;
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const ids = list.map((id: unknown) => (typeof id === 'string' ? id.trim() : ''));
  return ids.every((id) => /^\d{12}$/.test(id)) ? [...new Set(ids)] : undefined;
}

function textLike(pattern: RegExp): (given: unknown) => string | undefined {
  return (given) => (typeof given === 'string' && pattern.test(given) ? given : undefined);
}

function numberWhere(isAllowed: (value: number) => boolean): (given: unknown) => number | undefined {
  return (given) => {
    const isNumeric = typeof given === 'number' || (typeof given === 'string' && /^\d+(\.\d+)?$/.test(given));
    return isNumeric && isAllowed(Number(given)) ? Number(given) : undefined;
  };
}

function wholeNumber({ from, upTo }: { readonly from: number; readonly upTo: number }) {
  return numberWhere((value) => Number.isInteger(value) && value >= from && value <= upTo);
}

function oneOf(values: readonly number[]): (given: unknown) => number | undefined {
  return numberWhere((value) => values.includes(value));
}
