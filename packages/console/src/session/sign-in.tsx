import { type FormEvent, type ReactElement, useState } from "react";
import { checkToken } from "../api/clients.ts";
import { describeError } from "../api/errors.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { signIn } from "./session.ts";

/** Asks for a token. Above a page that was open, it is a dialog that leaves the page as it is. */
export function SignIn({ message }: { readonly message: string | undefined }): ReactElement {
  const [token, setToken] = useState("");
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await checkToken(token.trim());
      signIn(token.trim());
    } catch (cause) {
      const { title, details, advice } = describeError(cause);
      setError([title, ...details, advice].filter(Boolean).join(" "));
      setBusy(false);
    }
  };

  return (
    <Dialog title="Sign in">
      <form className="form" onSubmit={submit}>
        {message !== undefined && <p role="alert">{message}</p>}
        <Field
          label="Token"
          error={error}
          description="The service prints it when it starts. It is kept in this tab only, until the tab is closed."
        >
          {(control) => (
            <input
              {...control}
              className="input input-code"
              type="password"
              autoComplete="off"
              spellCheck={false}
              required
              value={token}
              onChange={({ target }) => setToken(target.value)}
            />
          )}
        </Field>
        <div className="dialog-actions">
          <Button type="submit" kind="primary" isBusy={isBusy}>
            Sign in
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
