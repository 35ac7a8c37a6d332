/** What the console's server answers with, before the headers that every answer has. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A refusal of the console itself, in the envelope that the API's own refusals wear. */
export const refusal = (status: number, code: string, summary: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    errorCode: code,
    errorSummary: summary,
    errorLink: code,
    errorId: '',
    errorCauses: [],
  }),
});
