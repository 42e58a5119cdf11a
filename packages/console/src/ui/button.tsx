import type { ButtonHTMLAttributes, ReactElement } from "react";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `quiet` is for a button beside or within a text. */
  readonly kind?: "primary" | "danger" | "plain" | "quiet";
  /** The action is in progress: it cannot be started again. */
  readonly isBusy?: boolean;
}

export function Button({ kind = "plain", isBusy = false, disabled, ...rest }: ButtonProps): ReactElement {
  return (
    <button
      type="button"
      className={`button button-${kind}`}
      disabled={disabled === true || isBusy}
      aria-busy={isBusy}
      {...rest}
    />
  );
}
