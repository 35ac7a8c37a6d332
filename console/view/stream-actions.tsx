import type { StreamReply } from '../api/log-streams.ts';
import { plainText } from '../state/visible-text.ts';
import type { Actions, VerifyNote } from './actions.ts';

interface StreamActionsProps {
  readonly stream: StreamReply;
  readonly note: VerifyNote | undefined;
  readonly actions: Actions;
}

/** What can be done with one stream. */
export function StreamActions({ stream, note, actions }: StreamActionsProps) {
  const isActive = stream.status === 'ACTIVE';
  const isVerifying = note?.kind === 'under way';
  const of = plainText(stream.name);
  return (
    <div class="actions">
      <button
        key="toggle"
        type="button"
        class={isActive ? 'plain' : 'primary'}
        aria-label={`${isActive ? 'Deactivate' : 'Activate'} ${of}`}
        onClick={() => actions.open({ kind: isActive ? 'deactivate' : 'activate', stream })}
      >
        {isActive ? 'Deactivate' : 'Activate'}
      </button>
      <button
        key="verify"
        type="button"
        class="plain"
        aria-label={`Verify ${of}`}
        aria-disabled={isVerifying}
        onClick={() => isVerifying || actions.verify(stream)}
      >
        {isVerifying ? 'Verifying…' : 'Verify'}
      </button>
      <button
        key="edit"
        type="button"
        class="plain"
        aria-label={`Edit ${of}`}
        onClick={() => actions.open({ kind: 'edit', stream })}
      >
        Edit
      </button>
      {!isActive && (
        <button
          key="delete"
          type="button"
          class="plain danger"
          aria-label={`Delete ${of}`}
          onClick={() => actions.open({ kind: 'delete', stream })}
        >
          Delete
        </button>
      )}
    </div>
  );
}
