import type { LogEvent } from '../../lambdas/core/log-event.ts';
import { withText } from './events.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const MAX_BYTES = 1_200_000;

/** An event of about so many bytes, at most 1.2 MB, that gzip cannot make smaller than their six bits each. */
export const incompressible = (bytes: number): LogEvent =>
  withText(JSON.stringify({ uuid: 'incompressible', noise: noise().slice(0, bytes) }), 'incompressible');

let made: string | undefined;

function noise(): string {
  if (made !== undefined) return made;
  // xorshift32: any generator will do that is the same on every machine.
  let state = 0x9e3779b9;
  const letters = Array.from({ length: MAX_BYTES }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ALPHABET[state & 63];
  });
  made = letters.join('');
  return made;
}
