import { type ReactElement, type ReactNode, useId, useLayoutEffect, useRef } from "react";

interface DialogProps {
  readonly title: string;
  /** Called when the user closes it. Without it, it stays open. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

/** A modal dialog of the browser, which keeps the focus inside and gives it back. */
export function Dialog({ title, onClose, children }: DialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // A dialog that is only removed does not give the focus back.
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={titleId}
      closedby={onClose ? "closerequest" : "none"}
      // For browsers without `closedby`. Not `onCancel`: browsers do not let a page prevent every Escape.
      onClose={({ currentTarget }) => {
        if (currentTarget.open) return;
        if (onClose) onClose();
        else currentTarget.showModal();
      }}
    >
      <h2 id={titleId}>{title}</h2>
      {children}
    </dialog>
  );
}
