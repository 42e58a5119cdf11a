import { type ReactElement, useMemo } from "react";
import { parseJson } from "../ui/json.ts";
import { JsonTree } from "../ui/json-tree.tsx";
import { CopyButton } from "../ui/text.tsx";

/** The payload of an event. */
export function Payload({ text }: { readonly text: string }): ReactElement {
  const value = useMemo(() => parseJson(text), [text]);
  return (
    <div className="panel payload">
      <CopyButton text={text} what="payload" label="Copy JSON" />
      <JsonTree value={value} />
    </div>
  );
}
