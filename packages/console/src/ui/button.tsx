import type { ButtonHTMLAttributes, ReactElement } from "react";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `quiet` is for a button beside or within a text. */
  readonly kind?: "primary" | "danger" | "plain" | "quiet";
  /** The action is in progress: it cannot be started again. */
  readonly isBusy?: boolean;
}

export function Button({ kind = "plain", isBusy = false, onClick, ...rest }: ButtonProps): ReactElement {
  return (
    <button
      type="button"
      className={`button button-${kind}`}
      // Not `disabled`, which would take the focus away.
      aria-disabled={isBusy}
      aria-busy={isBusy}
      // Enter in a form also clicks its button.
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
      {...rest}
    />
  );
}
