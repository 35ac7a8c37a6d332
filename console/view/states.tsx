import type { ApiFailure } from '../api/api-failure.ts';
import { isUnauthorized } from '../api/api-failure.ts';
import { timeOfDay } from '../state/times.ts';
import { FailureText } from './failure-notice.tsx';

const ROWS = [0, 1, 2];

/** Before the first look. */
export const Loading = () => (
  <div class="loading" role="status" aria-label="Loading log streams">
    {ROWS.map((row) => (
      <div key={row} class="skeleton" />
    ))}
  </div>
);

export const Empty = ({ onCreate }: { readonly onCreate: () => void }) => (
  <div class="state">
    <h2>No log streams yet</h2>
    <p>A log stream sends every event of your org's System Log to Amazon EventBridge or Splunk Cloud.</p>
    <button type="button" class="primary" onClick={onCreate}>
      Add log stream
    </button>
  </div>
);

export const NothingFound = ({ onShowAll }: { readonly onShowAll: () => void }) => (
  <div class="state">
    <h2>No log stream matches</h2>
    <button type="button" class="plain" onClick={onShowAll}>
      Show all log streams
    </button>
  </div>
);

/** The page was opened without the key, or with one of an earlier run. */
export const NoKey = () => (
  <main class="state whole">
    <h1>This page needs its key</h1>
    <p role="alert">
      Open the address that the terminal shows, with all that stands behind the #. Each run of the console has its
      own.
    </p>
  </main>
);

interface FailureBannerProps {
  readonly failure: { readonly cause: ApiFailure; readonly nextAt: number };
  /** When the figures on the page were seen. */
  readonly lookedAt: number | undefined;
  readonly onRetry: () => void;
}

/** What the API said instead of the streams. What was seen before stays on the page. */
export function FailureBanner({ failure: { cause, nextAt }, lookedAt, onRetry }: FailureBannerProps) {
  return (
    <div class="notice failed banner" role="alert">
      <h2>{isUnauthorized(cause) ? 'Not authorised' : 'The log streams cannot be read'}</h2>
      <FailureText failure={cause} />
      {isUnauthorized(cause) && (
        <p>
          Check the credentials that the console was started with: the AWS credentials and their policy, or the API
          token and its scopes.
        </p>
      )}
      <p class="sub">
        {lookedAt !== undefined && `What is shown below was seen at ${timeOfDay(new Date(lookedAt).toISOString())}. `}
        Next try at {timeOfDay(new Date(nextAt).toISOString())}.
      </p>
      <button type="button" class="plain" onClick={onRetry}>
        Try now
      </button>
    </div>
  );
}
