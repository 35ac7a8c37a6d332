import type { ComponentChildren } from 'preact';
import type { ApiFailure } from '../api/api-failure.ts';
import { Refusal } from './failure-notice.tsx';
import { Modal } from './modal.tsx';

interface ConfirmDialogProps {
  readonly title: ComponentChildren;
  readonly confirmText: { readonly idle: string; readonly busy: string };
  readonly isDanger?: boolean;
  readonly isBusy: boolean;
  readonly failure: ApiFailure | undefined;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** Something that is done only when it is confirmed. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, confirmText, isDanger = false, isBusy, failure, onConfirm, onClose, children } = props;
  return (
    <Modal title={title} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) onConfirm();
        }}
      >
        {children}
        <Refusal failure={failure} />
        <footer>
          <button type="button" class="plain" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class={isDanger ? 'primary danger' : 'primary'} aria-disabled={isBusy}>
            {isBusy ? confirmText.busy : confirmText.idle}
          </button>
        </footer>
      </form>
    </Modal>
  );
}
