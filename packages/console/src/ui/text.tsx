import { type ReactElement, useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { Icon } from "./icons.tsx";

/**
 * Characters that change how the text around them is shown: control characters of terminals, and marks that turn its
 * direction (Unicode TR 36). They are shown as codes.
 */
const deceptive = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

const codeOf = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Untrusted text as it is shown: one line, without invisible characters. */
const visible = (text: string): string => text.replaceAll(deceptive, codeOf);

/** The same with its lines. */
export const visibleLines = (text: string): string =>
  text.replaceAll(deceptive, (character) => (character === "\n" || character === "\t" ? character : codeOf(character)));

/** Untrusted text, isolated so that its direction does not change that of the page. */
export function Foreign({ text, className }: { readonly text: string; readonly className?: string }): ReactElement {
  const shown = visible(text);
  return (
    <bdi className={className} title={shown.length > 24 ? shown : undefined}>
      {shown}
    </bdi>
  );
}

/** An id or another exact text. It breaks anywhere. */
export function Code({ text }: { readonly text: string }): ReactElement {
  return (
    <code className="code">
      <bdi>{visible(text)}</bdi>
    </code>
  );
}

const formats = {
  date: new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" }),
  today: new Intl.DateTimeFormat(undefined, { timeStyle: "medium" }),
};

/** A time in the zone of the user; the exact one as a title. */
export function Time({ at }: { readonly at: string }): ReactElement {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  return (
    <time dateTime={at} title={at}>
      {(isToday ? formats.today : formats.date).format(date)}
    </time>
  );
}

/** A duration in words: `87 ms`, `1.2 s`. */
export const formatDuration = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`);

export const formatNumber = (count: number): string => count.toLocaleString();

/** `webhook_id` as a label: `Webhook ID`. */
export function labelOf(name: string): string {
  const words = name
    .replaceAll("_", " ")
    .replace(/\b(id|ids|url|http|tls)\b/g, (word) => word.toUpperCase().replace("IDS", "IDs"));
  return words[0]?.toUpperCase() + words.slice(1);
}

interface CopyProps {
  readonly text: string | (() => Promise<string>);
  /** What is copied: `secret`. */
  readonly what: string;
  /** Shown beside the icon. */
  readonly label?: string;
}

const copied = "Copied";
const copiedMs = 2_500;

/** Copies a text to the clipboard. If that fails, it says what to do until the next try. */
export function CopyButton({ text, what, label }: CopyProps): ReactElement {
  const [result, setResult] = useState<string>();
  useEffect(() => {
    if (result !== copied) return;
    const timer = setTimeout(() => setResult(undefined), copiedMs);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = async () => {
    // The same result again is a change, too, which is read out.
    setResult(undefined);
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : await text());
      setResult(copied);
    } catch {
      setResult("Not copied: select the text, or open this page with https or on this machine");
    }
  };
  return (
    <>
      <Button kind="quiet" aria-label={label === undefined ? `Copy ${what}` : undefined} onClick={copy}>
        <Icon name={result === copied ? "check" : "copy"} />
        {label}
      </Button>
      {/* Beside the button: what is in one is read out only as its name. */}
      <span role="status" className={result === undefined || result === copied ? "visually-hidden" : "description"}>
        {result}
      </span>
    </>
  );
}
