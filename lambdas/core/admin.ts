import type { Journal } from './journal.ts';
import type { EventBridgeSettings } from './log-stream.ts';
import type { Clock, StreamStore, TokenStore } from './ports.ts';
import type { Cursor } from './position.ts';

/** What an admin's changes to streams need. */
export interface AdminDeps {
  readonly streams: StreamStore;
  readonly tokens: Pick<TokenStore, 'put'>;
  /** Why a bus cannot be delivered to, as far as can be asked; undefined when nothing speaks against it. */
  readonly busProblem: (settings: EventBridgeSettings) => Promise<string | undefined>;
  /** Accounts whose event buses streams may deliver to. */
  readonly eventBridgeAccounts: readonly string[];
  readonly maxLogStreams: number;
  /** Has what was changed announced; if it fails, the poller's next tick has it announced. */
  readonly nudge: () => Promise<void>;
  /** The first cursor of a polling request. */
  readonly start: (since: Date) => Cursor;
  readonly newStreamId: () => string;
  readonly uuid: () => string;
  readonly journal: Journal;
  readonly now: Clock;
}
