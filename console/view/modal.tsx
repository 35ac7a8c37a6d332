import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

interface ModalProps {
  readonly title: ComponentChildren;
  readonly isWide?: boolean;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A dialog over the page. It keeps the focus to itself, and gives it back to where it was when it closes. */
export function Modal({ title, isWide = false, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useLayoutEffect(() => {
    const element = dialog.current;
    const isGone = new AbortController();
    element?.showModal();
    // The browser may close it without asking, as when Escape is held down.
    element?.addEventListener('close', onClose, { signal: isGone.signal });
    return () => {
      isGone.abort();
      // Removed while open it would leave the focus nowhere.
      element?.close();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      class={isWide ? 'wide' : ''}
      aria-labelledby={titleId}
      onCancel={(event) => {
        // Closing is ours, or the next rendering would open it again.
        event.preventDefault();
        onClose();
      }}
    >
      <div class="dialog-body">
        <header>
          <h2 id={titleId}>{title}</h2>
          <button type="button" class="quiet icon" aria-label="Close" onClick={onClose}>
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path d="M4 4l8 8M12 4l-8 8" />
            </svg>
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
