import type { RawRequest } from "./build-request.ts";

/** A longer body does not stand in the line: the shells' limit for one argument is 128 KiB, a reader's is lower. */
const longestBody = 16_384;

/**
 * A command line that sends the same bytes again, for bash or zsh. Signatures hold for about five minutes.
 *
 * A long body is put together from what repeats in it.
 */
export function toCurl(url: URL, { method, headers, body }: RawRequest): string {
  const parts = ["curl", "-i", ...(method === "POST" ? [] : ["-X", method])];
  for (const [name, value] of Object.entries(headers)) {
    if (name === "content-length" || name === "user-agent" || name === "accept") continue;
    // Without a value curl would leave the header out; a semicolon sends it empty.
    parts.push("-H", quote(value === "" ? `${name};` : `${name}: ${value}`));
  }
  const text = body.toString();
  if (method !== "POST") return [...parts, quote(url.href)].join(" ");
  if (body.length <= longestBody) return [...parts, "--data-raw", quote(text), quote(url.href)].join(" ");
  return `${printLong(text)} | ${[...parts, "--data-binary", "@-", quote(url.href)].join(" ")}`;
}

/** A command that prints a long text: the longest run of one character is counted, the rest is quoted. */
function printLong(text: string): string {
  const [run] = [...text.matchAll(/(.)\1{99,}/gsu)].toSorted((a, b) => b[0].length - a[0].length);
  if (run?.[1] === undefined) return `printf %s ${quote(text)}`;
  const [filler, character] = run;
  const head = text.slice(0, run.index);
  const tail = text.slice(run.index + filler.length);
  const count = filler.length / character.length;
  return `{ printf %s ${quote(head)}; yes ${quote(character)} | head -n ${count} | tr -d '\\n'; printf %s ${quote(tail)}; }`;
}

/** One word for the shell. Control characters need its ANSI-C quotes. */
function quote(word: string): string {
  if (/^[\w./:=@%+-]+$/.test(word)) return word;
  if (!/\p{Cc}/u.test(word)) return `'${word.replaceAll("'", "'\\''")}'`;
  const escaped = word
    .replace(/[\\']/g, "\\$&")
    .replace(/\p{Cc}/gu, (character) => (character < "\x80" ? `\\x${hex(character)}` : character));
  return `$'${escaped}'`;
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(2, "0");
}
