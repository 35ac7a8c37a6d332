import { useState } from 'preact/hooks';
import type { ConsoleApi } from '../api/console-api.ts';
import { deleteStream, type StreamReply } from '../api/log-streams.ts';
import { SPLUNK } from '../state/stream-facts.ts';
import { plainText } from '../state/visible-text.ts';
import type { Actions } from './actions.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Text } from './text.tsx';
import { useRequest } from './use-request.ts';

interface DeleteDialogProps {
  readonly api: ConsoleApi;
  readonly actions: Actions;
  readonly stream: StreamReply;
}

/** A name may hold what nobody can type; this word everybody can. */
const WORD = 'delete';

export function DeleteDialog({ api, actions, stream }: DeleteDialogProps) {
  const [text, setText] = useState('');
  const [isWrong, setIsWrong] = useState(false);
  const { isBusy, failure, send } = useRequest();
  const close = (): void => actions.open(undefined);

  const confirm = (): void => {
    const isConfirmed = text.trim().toLowerCase() === WORD;
    setIsWrong(!isConfirmed);
    if (!isConfirmed) return document.getElementById('delete-word')?.focus();
    send(async () => {
      await deleteStream(api, stream.id);
      actions.done(`${plainText(stream.name)} was deleted.`);
      close();
    });
  };

  return (
    <ConfirmDialog
      title={
        <>
          Delete <Text>{stream.name}</Text>?
        </>
      }
      confirmText={{ idle: 'Delete', busy: 'Deleting…' }}
      isDanger
      isBusy={isBusy}
      failure={failure}
      onConfirm={confirm}
      onClose={close}
    >
      <p>
        The stream goes with its place in the log{stream.type === SPLUNK && ' and its HEC token'}. What was not
        delivered yet is not delivered any more, and a new stream begins at its own creation. This cannot be undone.
      </p>
      <div class={isWrong ? 'field wrong' : 'field'}>
        <label for="delete-word">Type “{WORD}” to confirm</label>
        <input
          id="delete-word"
          type="text"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          value={text}
          aria-invalid={isWrong}
          aria-describedby={isWrong ? 'delete-word-error' : undefined}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        {isWrong && (
          <p class="error" id="delete-word-error">
            Type the word “{WORD}”.
          </p>
        )}
      </div>
    </ConfirmDialog>
  );
}
