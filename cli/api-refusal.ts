import { CommandFailure, EXIT } from './failure.ts';
import { isObject, textOf } from './json-members.ts';

/** An answer that is no success, in Okta's words where it wears Okta's envelope. */
export function refusalOf(status: number, text: string): CommandFailure {
  const exitCode = status === 401 || status === 403 ? EXIT.unauthorized : EXIT.failed;
  const isTransient = status === 429 || status >= 500;
  const envelope = parseEnvelope(text);
  if (envelope) {
    return new CommandFailure(envelope.code, envelope.summary, exitCode, { causes: envelope.causes, isTransient });
  }
  // What stands in it is not repeated: it is some proxy's page, or the answer of something else altogether.
  const message = `the API answered with status ${status} and no error of its own`;
  return new CommandFailure('API_ANSWER_INVALID', message, exitCode, { isTransient });
}

function parseEnvelope(text: string) {
  const body = parseJson(text);
  const code = isObject(body) ? textOf(body, 'errorCode') : undefined;
  if (!isObject(body) || code === undefined) return undefined;
  const causes = Array.isArray(body['errorCauses']) ? body['errorCauses'] : [];
  return {
    code,
    summary: textOf(body, 'errorSummary') ?? 'no summary',
    causes: causes.flatMap((cause: unknown) => (isObject(cause) ? (textOf(cause, 'errorSummary') ?? []) : [])),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
