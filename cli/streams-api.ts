import type { Answer, Api } from './api-client.ts';
import { wrongAnswer, wrongUsage } from './failure.ts';
import { parseStreamReply, type StreamReply } from './stream-reply.ts';

const STREAMS = '/api/v1/logStreams';
const PAGE_LIMIT = '200';

/** Okta's ids are letters and digits; anything else in a path would lead to something other than a stream. */
export function streamPath(id: string, action = ''): string {
  if (!/^[A-Za-z0-9]+$/.test(id)) throw wrongUsage(`ID must be a stream's id as "list" shows it; got "${id}"`);
  return `${STREAMS}/${id}${action}`;
}

export const getStream = async (api: Api, id: string): Promise<StreamReply> =>
  parseStreamReply((await api.get(streamPath(id))).body);

export const createStream = async (api: Api, stream: object): Promise<StreamReply> =>
  parseStreamReply((await api.post(STREAMS, { body: stream })).body);

export const replaceStream = async (api: Api, id: string, stream: object): Promise<StreamReply> =>
  parseStreamReply((await api.put(streamPath(id), stream)).body);

/** All of them, page after page. */
export async function listStreams(api: Api, filter?: string): Promise<readonly StreamReply[]> {
  const streams: StreamReply[] = [];
  const seen = new Set<string>();
  let answer: Answer = await api.get(STREAMS, { filter, limit: PAGE_LIMIT });
  for (;;) {
    streams.push(...itemsOf(answer).map(parseStreamReply));
    const { next } = answer;
    if (!next) return streams;
    if (seen.has(next.href)) throw wrongAnswer('its pages lead round in a circle');
    seen.add(next.href);
    answer = await api.getNext(next);
  }
}

export function itemsOf({ body }: Answer): readonly unknown[] {
  if (!Array.isArray(body)) throw wrongAnswer('it is no list');
  return body;
}
