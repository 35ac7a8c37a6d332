import { nextPage } from '../../cli/api-url.ts';
import { isObject, textOf } from '../../cli/json-members.ts';
import { retryAfterMs } from '../../cli/rate-limit.ts';
import { ApiError } from './api-failure.ts';

/** The admin API as the page reaches it: on the console's own origin, which adds the credentials. */
export interface ConsoleApi {
  ask(method: string, target: string, body?: object): Promise<Answer>;
}

export interface Answer {
  /** Undefined when it was empty. */
  readonly body: unknown;
  /** Path and query of the page behind this one. */
  readonly next?: string | undefined;
}

export interface ApiSurroundings {
  readonly fetch: (target: string, request: RequestInit) => Promise<Response>;
  /** Of the page. */
  readonly origin: string;
  /** The key of this run of the console. */
  readonly key: string;
  readonly now: () => Date;
}

/** Fails with an ApiError. */
export function consoleApi({ fetch, origin, key, now }: ApiSurroundings): ConsoleApi {
  return {
    async ask(method, target, body) {
      const headers = {
        accept: 'application/json',
        'x-console-key': key,
        ...(body && { 'content-type': 'application/json' }),
      };
      const { response, text } = await exchange(() =>
        fetch(target, { method, headers, ...(body && { body: JSON.stringify(body) }) }),
      );
      if (!response.ok) throw refusalOf(response, text, now);
      const next = nextPage(response.headers.get('link'), origin);
      return { body: parsed(text, response.status), next: next && `${next.pathname}${next.search}` };
    },
  };
}

async function exchange(send: () => Promise<Response>): Promise<{ response: Response; text: string }> {
  try {
    const response = await send();
    return { response, text: await response.text() };
  } catch {
    // What fetch says is about the browser's insides.
    throw new ApiError({
      status: 0,
      code: 'CONSOLE_UNREACHABLE',
      summary: 'The console on this machine does not answer. It runs as long as the command that started it.',
      causes: [],
    });
  }
}

function parsed(text: string, status: number): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError({ status, code: 'API_ANSWER_INVALID', summary: 'The answer is no JSON.', causes: [] });
  }
}

function refusalOf({ status, headers }: Response, text: string, now: () => Date): ApiError {
  const envelope = envelopeOf(text);
  const waitMs = status === 429 ? retryAfterMs(headers, now) : undefined;
  const code = (envelope && textOf(envelope, 'errorCode')) ?? 'API_ANSWER_INVALID';
  const summary =
    (envelope && textOf(envelope, 'errorSummary')) ??
    `The API answered with status ${status} and no error of its own.`;
  const causes = envelope?.['errorCauses'];
  return new ApiError({
    status,
    code,
    summary,
    causes: Array.isArray(causes)
      ? causes.flatMap((cause: unknown) => (isObject(cause) ? (textOf(cause, 'errorSummary') ?? []) : []))
      : [],
    ...(waitMs !== undefined && { waitMs }),
  });
}

function envelopeOf(text: string) {
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}
