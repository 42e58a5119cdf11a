import { type ReactElement, useState } from "react";
import { Button } from "./button.tsx";
import { type Json, JsonNumber } from "./json.ts";
import { visibleLines } from "./text.tsx";

/** Items of a list, or characters of a text, that are shown at first. The rest is shown on request. */
const shownItems = 100;
const shownCharacters = 2_000;
/** Levels that are open at first, unless they have more items than these. */
const openLevels = 2;

interface JsonTreeProps {
  readonly value: Json;
  readonly name?: string | undefined;
  readonly level?: number;
}

/** JSON as a tree. What is closed is not rendered, so that a large one stays quick. */
export function JsonTree({ value, name, level = 0 }: JsonTreeProps): ReactElement {
  return value instanceof Object && !(value instanceof JsonNumber) ? (
    <Branch value={value} name={name} level={level} />
  ) : (
    <div className="json-leaf">
      <Name name={name} />
      <Leaf value={value} />
    </div>
  );
}

const Name = ({ name }: { readonly name: string | undefined }) =>
  name === undefined ? null : (
    <>
      <bdi className="json-name">{visibleLines(name)}</bdi>:{" "}
    </>
  );

interface BranchProps {
  readonly value: readonly Json[] | { readonly [key: string]: Json };
  readonly name: string | undefined;
  readonly level: number;
}

function Branch({ value, name, level }: BranchProps): ReactElement {
  const entries = Object.entries(value);
  const [isOpen, setOpen] = useState(level < openLevels && entries.length <= shownItems);
  const [shown, setShown] = useState(shownItems);
  const count = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`;
  return (
    <details className="json-branch" open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <Name name={name} />
        <span className="quiet">{count}</span>
      </summary>
      {isOpen && (
        <div className="json-items">
          {entries.slice(0, shown).map(([key, item]) => (
            <JsonTree key={key} name={key} value={item} level={level + 1} />
          ))}
          {entries.length > shown && (
            <Button kind="quiet" onClick={() => setShown(shown + 10 * shownItems)}>
              Show more of {entries.length}
            </Button>
          )}
        </div>
      )}
    </details>
  );
}

function Leaf({ value }: { readonly value: string | boolean | null | JsonNumber }): ReactElement {
  const [isWhole, setWhole] = useState(false);
  if (typeof value !== "string") {
    return <span className="json-literal">{value instanceof JsonNumber ? value.text : String(value)}</span>;
  }
  const isCut = !isWhole && value.length > shownCharacters;
  return (
    <>
      <bdi className="json-text">{visibleLines(isCut ? value.slice(0, shownCharacters) : value)}</bdi>
      {isCut && (
        <Button kind="quiet" onClick={() => setWhole(true)}>
          … show all {value.length.toLocaleString()} characters
        </Button>
      )}
    </>
  );
}
