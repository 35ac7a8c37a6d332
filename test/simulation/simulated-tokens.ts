import type { LogStream } from '../../lambdas/core/log-stream.ts';
import type { SimulatedSecrets } from './simulated-secrets.ts';
import { addressOf } from './target-address.ts';

/** Every token of a history: what Okta and Splunk take, and what the operator has stored. */
export interface Tokens {
  /** A token of this kind that was never used before. */
  newToken(kind: 'okta' | 'hec'): string;
  rotateOktaToken(): void;
  /** What Okta takes now. */
  oktaToken(): string;
  /** The operator stores the token that Splunk takes for the stream now. */
  storeHecToken(stream: LogStream): void;
  acceptHecToken(host: string, token: string): void;
  /** From now on Splunk takes this one only. */
  rotateHecToken(stream: LogStream): void;
  isHecToken(host: string, token: string): boolean;
  /** No token there has been is in `value`. */
  keepsSecret(where: string, value: unknown): void;
}

/** Begins with an Okta token that is stored; `leaked`: where a token was found. */
export function simulatedTokens(secrets: SimulatedSecrets, leaked: (where: string) => void): Tokens {
  const tokens: string[] = [];
  const hecTokens = new Map<string, Set<string>>();
  const newToken: Tokens['newToken'] = (kind) => {
    const number = String(tokens.length + 1).padStart(12, '0');
    const token = kind === 'okta' ? `00secret${number}` : `5ec2e700-0000-4000-8000-${number}`;
    tokens.push(token);
    return token;
  };
  let oktaToken = newToken('okta');
  secrets.put('okta', JSON.stringify({ token: oktaToken }));

  return {
    newToken,
    rotateOktaToken() {
      oktaToken = newToken('okta');
    },
    oktaToken: () => oktaToken,
    storeHecToken(stream) {
      const token = [...(hecTokens.get(addressOf(stream)) ?? [])].at(-1);
      const name = `hec/${stream.id}`;
      if (token !== undefined && secrets.all.has(name)) secrets.put(name, token);
    },
    acceptHecToken(host, token) {
      hecTokens.set(host, (hecTokens.get(host) ?? new Set()).add(token));
    },
    rotateHecToken(stream) {
      hecTokens.set(addressOf(stream), new Set([newToken('hec')]));
    },
    isHecToken: (host, token) => hecTokens.get(host)?.has(token) ?? false,
    keepsSecret(where, value) {
      const text = JSON.stringify(value) ?? '';
      if (tokens.some((token) => text.includes(token))) leaked(where);
    },
  };
}
