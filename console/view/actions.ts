import type { StreamReply, Verification } from '../api/log-streams.ts';

/** The dialog that is open. A stream that another admin deletes meanwhile stays as it was when it was opened. */
export type OpenDialog =
  | { readonly kind: 'create' }
  | {
      readonly kind: 'activate' | 'deactivate' | 'delete' | 'details' | 'edit';
      readonly stream: StreamReply;
    };

/** What a verification has come to. */
export type VerifyNote =
  { readonly kind: 'under way' } | { readonly kind: 'answered'; readonly at: number; readonly answer: Verification };

/** What can be done from anywhere on the page; the same functions for as long as it is open. */
export interface Actions {
  readonly open: (dialog: OpenDialog | undefined) => void;
  readonly verify: (stream: StreamReply) => void;
  readonly forgetVerify: (id: string) => void;
  /** Something was changed: look now, and tell who does not see it. */
  readonly done: (said: string) => void;
  readonly hurry: () => void;
}
