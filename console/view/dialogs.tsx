import { unreachable } from '../../lambdas/core/unreachable.ts';
import type { ConsoleApi } from '../api/console-api.ts';
import type { Model } from '../state/model.ts';
import { ActivateDialog } from './activate-dialog.tsx';
import type { Actions, OpenDialog, VerifyNote } from './actions.ts';
import { DeactivateDialog } from './deactivate-dialog.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { DetailsDialog } from './details-dialog.tsx';
import { StreamDialog } from './stream-dialog.tsx';

interface DialogsProps {
  readonly dialog: OpenDialog;
  readonly api: ConsoleApi;
  readonly model: Model;
  readonly notes: ReadonlyMap<string, VerifyNote>;
  readonly now: number;
  readonly actions: Actions;
}

/** The dialog that is open. Each kind is one of its own, so that none begins with what was typed into another. */
export function Dialogs({ dialog, api, model, notes, now, actions }: DialogsProps) {
  if (dialog.kind === 'create') return <StreamDialog key="create" api={api} actions={actions} />;
  const { kind, stream: opened } = dialog;
  const shared = { api, actions, stream: opened };
  switch (kind) {
    case 'activate':
      return <ActivateDialog {...shared} />;
    case 'deactivate':
      return <DeactivateDialog {...shared} />;
    case 'delete':
      return <DeleteDialog {...shared} />;
    case 'edit':
      return <StreamDialog key="edit" {...shared} />;
    case 'details': {
      const stream = model.streams?.find(({ id }) => id === opened.id) ?? opened;
      return (
        <DetailsDialog
          stream={stream}
          samples={model.histories.get(stream.id) ?? []}
          entries={model.timeline ?? []}
          note={notes.get(stream.id)}
          now={now}
          actions={actions}
        />
      );
    }
    default:
      return unreachable(kind);
  }
}
