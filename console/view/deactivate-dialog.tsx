import type { ConsoleApi } from '../api/console-api.ts';
import { deactivateStream, type StreamReply } from '../api/log-streams.ts';
import { plainText } from '../state/visible-text.ts';
import type { Actions } from './actions.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Text } from './text.tsx';
import { useRequest } from './use-request.ts';

interface DeactivateDialogProps {
  readonly api: ConsoleApi;
  readonly actions: Actions;
  readonly stream: StreamReply;
}

export function DeactivateDialog({ api, actions, stream }: DeactivateDialogProps) {
  const { isBusy, failure, send } = useRequest();
  const close = (): void => actions.open(undefined);
  return (
    <ConfirmDialog
      title={
        <>
          Deactivate <Text>{stream.name}</Text>?
        </>
      }
      confirmText={{ idle: 'Deactivate', busy: 'Deactivating…' }}
      isBusy={isBusy}
      failure={failure}
      onConfirm={() =>
        send(async () => {
          await deactivateStream(api, stream.id);
          actions.done(`${plainText(stream.name)} was deactivated.`);
          close();
        })
      }
      onClose={close}
    >
      <p>
        Its target gets nothing more until it is activated again. Then it can go on where it stopped: Okta keeps
        events for 90 days.
      </p>
    </ConfirmDialog>
  );
}
