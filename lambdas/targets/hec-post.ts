import { type HecObject, hecBody } from './hec-body.ts';
import { failed, type HecOutcome, hecOutcome, type HttpAnswer } from './hec-outcome.ts';
import { readBody } from '../http/read-body.ts';
import { excerpt } from '../http/excerpt.ts';
import { networkReason } from '../http/network-error.ts';

/** HEC's own answers have about a hundred bytes. */
const MAX_ANSWER_BYTES = 65_536;

export interface HecRequest {
  readonly fetch: typeof fetch;
  readonly url: URL;
  readonly signal: AbortSignal;
  /** Tokens of this attempt; the last one is used, none of them appears in an outcome. */
  readonly tokens: readonly string[];
}

/** Sends events in one request. Never rejects: what goes wrong on the way is an outcome. */
export async function postToHec(objects: readonly HecObject[], request: HecRequest): Promise<HecOutcome> {
  const { fetch, url, signal, tokens } = request;
  const body = hecBody(objects);
  let answer: HttpAnswer;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Splunk ${tokens.at(-1)}`,
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      },
      body,
      // A redirect would take the token and the events to a host that no admin has named.
      redirect: 'manual',
      signal,
    });
    answer = { status: response.status, body: (await readBody(response, MAX_ANSWER_BYTES))?.toString() };
  } catch (error) {
    if (signal.aborted) {
      const message = `Splunk (${url.host}) did not answer within the time limit of an attempt`;
      return failed({ code: 'TARGET_TIMEOUT', message });
    }
    const reason = excerpt(networkReason(error), tokens);
    return failed({ code: 'TARGET_UNAVAILABLE', message: `could not reach Splunk (${url.host}): ${reason}` });
  }
  return hecOutcome(answer, objects.length, tokens);
}
