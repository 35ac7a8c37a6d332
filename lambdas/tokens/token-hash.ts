import { createHash } from 'node:crypto';

/** What is kept and compared instead of the token. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('base64url');
