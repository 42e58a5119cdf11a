import { type ReactElement, useState } from "react";
import { Button } from "./button.tsx";
import { Icon } from "./icons.tsx";
import { Code, CopyButton } from "./text.tsx";

/** Hidden until it is asked for, so that it is not seen over a shoulder. */
export function Secret({ secret }: { readonly secret: string }): ReactElement {
  const [isShown, setShown] = useState(false);
  return (
    <>
      {isShown ? <Code text={secret} /> : <span aria-hidden="true">••••••••••••</span>}
      <Button kind="quiet" onClick={() => setShown(!isShown)}>
        <Icon name="eye" />
        {isShown ? "Hide" : "Show"}
      </Button>
      <CopyButton text={secret} what="secret" />
    </>
  );
}
