import { startSplunkHec, type SplunkHec, type SplunkHecOptions } from '../../local/emulators/splunk-hec.ts';

export const HEC_TOKEN = '11111111-2222-4333-8444-555555555555';

export interface HecPost {
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly redirect?: 'manual';
  readonly signal?: AbortSignal;
}

const now = () => new Date('2026-03-01T12:00:00Z');

/** Collectors that know HEC_TOKEN, note the ids they accept, and are stopped together. */
export function splunkHecs() {
  const running: SplunkHec[] = [];

  async function startHec(options: SplunkHecOptions = {}) {
    const accepted: string[] = [];
    const hec = await startSplunkHec({ now, onAccept: (_token, { id }) => accepted.push(id), ...options });
    running.push(hec);
    hec.addToken(HEC_TOKEN);

    const post = (
      body: string | Buffer,
      { headers = {}, path = '/services/collector/event', ...init }: HecPost = {},
    ) =>
      fetch(`${hec.url}${path}`, {
        method: 'POST',
        body: typeof body === 'string' ? body : Uint8Array.from(body),
        headers: { authorization: `Splunk ${HEC_TOKEN}`, ...headers },
        ...init,
      });
    return { hec, accepted, post };
  }

  return { startHec, stopAll: () => Promise.all(running.splice(0).map((hec) => hec.stop())) };
}

/** One object of a HEC body. */
export const hecEvent = (uuid: string) => `{"fields":{"uuid":"${uuid}"},"event":{"uuid":"${uuid}"}}`;
