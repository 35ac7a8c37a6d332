import { OktaError } from '../../lambdas/admin/okta-error.ts';

export interface Refusal {
  readonly status: number;
  readonly errorCode: string;
  readonly errorSummary: string;
  readonly errorCauses: readonly string[];
}

/** Okta's refusal that a call comes to; undefined when it comes to something else. Any other error is thrown on. */
export async function refusalOf(call: () => unknown): Promise<Refusal | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (!(error instanceof OktaError)) throw error;
    const { status, errorCode, errorSummary, errorCauses } = error;
    return { status, errorCode, errorSummary, errorCauses };
  }
}
