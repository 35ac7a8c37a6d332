import type { ApiFailure } from '../api/api-failure.ts';
import { Text } from './text.tsx';

/** What the API said, in its own words. */
export function FailureText({ failure }: { readonly failure: ApiFailure }) {
  const { code, summary, causes } = failure;
  return (
    <>
      <p>
        <Text>{summary}</Text> <code>{code}</code>
      </p>
      {causes.length > 0 && (
        <ul>
          {causes.map((cause) => (
            <li key={cause}>
              <Text>{cause}</Text>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What a dialog's request was refused with. */
export function Refusal({ failure }: { readonly failure: ApiFailure | undefined }) {
  return (
    <div class="refusal" role="alert">
      {failure && (
        <div class="notice failed">
          <FailureText failure={failure} />
        </div>
      )}
    </div>
  );
}
