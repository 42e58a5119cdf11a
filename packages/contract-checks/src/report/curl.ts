import { isUtf8 } from "node:buffer";
import { replaceUnsafe } from "./printable.ts";

/** A request as its bytes go out. */
export interface CurlRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Longest body that is an argument of the line; a longer one is piped in. Shells limit an argument to 128 KiB. */
const maxArgumentBytes = 16_384;

/** Headers that curl sets by itself. */
const implicitHeaders = ["accept", "content-length", "user-agent"];

/**
 * A command line for bash or zsh that sends the same bytes again.
 *
 * @param tokenVariables names of shell variables by the token that each replaces, so that a report shows no token
 */
export function toCurl(
  { method, url, headers, body }: CurlRequest,
  tokenVariables: ReadonlyMap<string, string> = new Map(),
): string {
  const isImplied = method === (body === undefined ? "GET" : "POST");
  const parts = ["curl", "-i", ...(isImplied ? [] : ["-X", method])];
  for (const [name, value] of Object.entries(headers)) {
    if (!implicitHeaders.includes(name)) parts.push("-H", toHeader(name, value, tokenVariables));
  }
  const bytes = Buffer.from(body ?? "");
  const text = bytes.toString();
  if (body === undefined) return [...parts, quote(url)].join(" ");
  // Without this curl adds one for forms.
  if (!("content-type" in headers)) parts.push("-H", "content-type:");
  const piped = [...parts, "--data-binary", "@-", quote(url)].join(" ");
  // An argument ends at the first NUL, and a report is UTF-8.
  if (!isUtf8(bytes) || bytes.includes(0)) return `printf %s ${bytes.toString("base64")} | base64 --decode | ${piped}`;
  if (bytes.length <= maxArgumentBytes) return [...parts, "--data-raw", quote(text), quote(url)].join(" ");
  return `${printLong(text)} | ${piped}`;
}

function toHeader(name: string, value: string, tokenVariables: ReadonlyMap<string, string>): string {
  const forms = [...tokenVariables].flatMap(([token, variable]) => tokenForms(token, variable));
  // One token may be the start of another.
  const [found] = forms
    .filter(([text]) => text !== "" && value.includes(text))
    .toSorted(([one], [other]) => other.length - one.length);
  if (found !== undefined) {
    const [text, expansion] = found;
    const start = value.indexOf(text);
    const [before, after] = [value.slice(0, start), value.slice(start + text.length)].map(escapeForQuotes);
    return `"${name}: ${before}${expansion}${after}"`;
  }
  // Without a value curl leaves the header out; a semicolon sends it empty.
  return quote(value === "" ? `${name};` : `${name}: ${value}`);
}

/** Escapes what a shell interprets within double quotes. */
function escapeForQuotes(text: string): string {
  return text.replace(/["\\$`]/g, "\\$&");
}

/** What the checks make of a token, with the shell expansion for it: most of a token is as secret as all of it. */
function tokenForms(token: string, variable: string): [text: string, expansion: string][] {
  return [
    [`${token}x`, `\${${variable}}x`],
    [token, `$${variable}`],
    [token.slice(0, -1), `\${${variable}%?}`],
    [token.toUpperCase(), `$(printf %s "$${variable}" | tr a-z A-Z)`],
    [token.toLowerCase(), `$(printf %s "$${variable}" | tr A-Z a-z)`],
    [Buffer.from(`${token}:`).toString("base64"), `$(printf %s: "$${variable}" | base64 | tr -d '\\n')`],
  ];
}

/** A command that prints a long text, with runs of one character counted instead of repeated. */
function printLong(text: string): string {
  const commands: string[] = [];
  let end = 0;
  for (const { start, character, count } of runsOf(text)) {
    if (count < minRun) continue;
    if (start > end) commands.push(`printf %s ${quote(text.slice(end, start))}`);
    commands.push(`yes ${quote(character)} | head -n ${count} | tr -d '\\n'`);
    end = start + count * character.length;
  }
  if (end < text.length) commands.push(`printf %s ${quote(text.slice(end))}`);
  return `{ ${commands.join("; ")}; }`;
}

/** The shortest run of one character that is counted. */
const minRun = 100;

/** Each run of one character. An expression for them overflows the stack with megabytes. */
function* runsOf(text: string): Generator<{ start: number; character: string; count: number }> {
  for (let start = 0; start < text.length; ) {
    const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
    let end = start + character.length;
    while (text.startsWith(character, end)) end += character.length;
    yield { start, character, count: (end - start) / character.length };
    start = end;
  }
}

/** Text as one word of the shell. What a terminal may interpret needs ANSI-C quotes. */
function quote(text: string): string {
  if (/^[\w./:=@%+-]+$/.test(text)) return text;
  const isSafe = !/[\n\t]/.test(text) && replaceUnsafe(text, () => "") === text;
  if (isSafe) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = text.replace(/[\\']/g, "\\$&").replace(/[\n\t]/g, toHexEscapes);
  return `$'${replaceUnsafe(escaped, toHexEscapes)}'`;
}

/** `\x1b`, or several for a character of several bytes. */
function toHexEscapes(character: string): string {
  return [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
}
