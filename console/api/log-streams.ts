import { parseStreamReply, type StreamReply } from '../../cli/stream-reply.ts';
import { ApiError } from './api-failure.ts';
import type { ConsoleApi } from './console-api.ts';

export type { StreamReply } from '../../cli/stream-reply.ts';

const STREAMS = '/api/v1/logStreams';
const PAGE_LIMIT = 200;

/** Where an activated stream goes on: `resume`, `now` or an ISO time. */
export type StartFrom = string;

export type Verification =
  { readonly status: 'ACCEPTED' } | { readonly status: 'FAILED'; readonly code: string; readonly message: string };

const pathOf = (id: string, action = ''): string => `${STREAMS}/${encodeURIComponent(id)}${action}`;

/** All of them, page after page. */
export async function listStreams(api: ConsoleApi): Promise<readonly StreamReply[]> {
  const streams: StreamReply[] = [];
  const seen = new Set<string>();
  for (let target: string | undefined = `${STREAMS}?limit=${PAGE_LIMIT}`; target !== undefined;) {
    const { body, next }: { body: unknown; next?: string | undefined } = await api.ask('GET', target);
    streams.push(...listed(body).map(parsedStream));
    target = next !== undefined && !seen.has(next) ? next : undefined;
    if (target !== undefined) seen.add(target);
  }
  return streams;
}

export const createStream = async (api: ConsoleApi, stream: object): Promise<StreamReply> =>
  parsedStream((await api.ask('POST', STREAMS, stream)).body);

export const replaceStream = async (api: ConsoleApi, id: string, stream: object): Promise<StreamReply> =>
  parsedStream((await api.ask('PUT', pathOf(id), stream)).body);

export async function activateStream(api: ConsoleApi, id: string, startFrom: StartFrom): Promise<void> {
  const query = startFrom === 'resume' ? '' : `?startFrom=${encodeURIComponent(startFrom)}`;
  await api.ask('POST', pathOf(id, `/lifecycle/activate${query}`));
}

export async function deactivateStream(api: ConsoleApi, id: string): Promise<void> {
  await api.ask('POST', pathOf(id, '/lifecycle/deactivate'));
}

export async function deleteStream(api: ConsoleApi, id: string): Promise<void> {
  await api.ask('DELETE', pathOf(id));
}

/** One test event to the target. */
export async function verifyStream(api: ConsoleApi, id: string): Promise<Verification> {
  const { body } = await api.ask('POST', pathOf(id, '/lifecycle/verify'));
  const answer = typeof body === 'object' && body !== null ? body : {};
  if (Reflect.get(answer, 'status') === 'ACCEPTED') return { status: 'ACCEPTED' };
  const text = (name: string, otherwise: string): string => {
    const value: unknown = Reflect.get(answer, name);
    return typeof value === 'string' ? value : otherwise;
  };
  return {
    status: 'FAILED',
    code: text('code', 'VERIFICATION_FAILED'),
    message: text('message', 'no reason given'),
  };
}

function listed(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body;
  throw invalid('The list of log streams is no list.');
}

function parsedStream(json: unknown): StreamReply {
  try {
    return parseStreamReply(json);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

const invalid = (summary: string): ApiError =>
  new ApiError({ status: 200, code: 'API_ANSWER_INVALID', summary, causes: [] });
