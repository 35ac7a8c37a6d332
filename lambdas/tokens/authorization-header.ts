/** Okta: `SSWS` for API tokens; its SDKs and Terraform provider also send `Bearer`. RFC 9110: schemes have no case. */
const PRESENTED = /^(?:SSWS|Bearer) +(00[\w-]{40})$/i;

/** The API token that a request presents; undefined when there is none that could be one of ours. */
export function presentedToken(
  headers: Readonly<Record<string, string | undefined>> | null | undefined,
): string | undefined {
  const values = Object.entries(headers ?? {}).filter(([name]) => name.toLowerCase() === 'authorization');
  const [header] = values;
  // Two of them: no telling which one the sender means.
  return values.length === 1 ? PRESENTED.exec(header?.[1]?.trim() ?? '')?.[1] : undefined;
}
