import { type FormEvent, type ReactElement, type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Field } from "./field.tsx";
import { Failure } from "./states.tsx";

interface ConfirmDialogProps {
  readonly title: string;
  /** Label of the button that submits the form. */
  readonly action: string;
  readonly kind?: "primary" | "danger";
  /** What the user has to type before the button is enabled. */
  readonly typed?: { readonly label: string; readonly text: string };
  readonly isBusy: boolean;
  readonly isDisabled?: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** A form in a dialog, with one action. It stays open while the action is in progress, to show its result or error. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactElement {
  const { title, action, kind = "primary", typed, isBusy, isDisabled = false, error, onConfirm, onClose } = props;
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onConfirm();
  };
  return (
    <Dialog title={title} {...(!isBusy && { onClose })}>
      <form className="form" onSubmit={submit}>
        {props.children}
        {typed && (
          <Field label={typed.label}>
            {(control) => (
              <input
                {...control}
                className="input input-code"
                autoComplete="off"
                spellCheck={false}
                value={text}
                onChange={({ target }) => setText(target.value)}
              />
            )}
          </Field>
        )}
        {error ? <Failure error={error} /> : null}
        <div className="dialog-actions">
          <Button disabled={isBusy} onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            kind={kind}
            isBusy={isBusy}
            disabled={isDisabled || (typed !== undefined && text.trim() !== typed.text)}
          >
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
