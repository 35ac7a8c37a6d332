import { createHash } from 'node:crypto';
import { streamId } from '../core/stream-id.ts';

const digest = (url: URL): Buffer => createHash('sha256').update(url.href).digest();

/** Stands for a hook's URL where the URL itself must not: whoever knows it may be able to call the hook. */
export const fingerprintOf = (url: URL): string => digest(url).toString('hex');

/** Okta's ids of event hooks begin with `who`, and are otherwise like those of log streams. One URL has one id. */
export const hookId = (url: URL): string => streamId(digest(url)).replace(/^0oa/, 'who');
