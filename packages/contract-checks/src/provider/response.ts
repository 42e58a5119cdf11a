import type { Operation } from "@agent-webhooks/types";
import type { NewFinding } from "../run/check.ts";
import { operationPointer } from "../spec/pointer.ts";
import type { WireRequest, WireResponse } from "./http.ts";

/** A request that was answered. */
export class Answer {
  readonly request: WireRequest;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly ms: number;
  /** The operation of the contract that was called; `undefined` when the contract has none such. */
  readonly operation: Operation | undefined;
  /** The request as a command line, with the token left out. */
  readonly curl: string;

  constructor(
    request: WireRequest,
    response: WireResponse,
    about: { operation: Operation | undefined; curl: string; ms: number },
  ) {
    this.request = request;
    this.status = response.status;
    this.headers = response.headers;
    this.body = response.body;
    this.operation = about.operation;
    this.curl = about.curl;
    this.ms = about.ms;
  }

  /** The body as JSON, `undefined` when it is not. */
  get json(): unknown {
    try {
      return JSON.parse(this.body);
    } catch {
      return undefined;
    }
  }

  /** What came, on one line: the status and the start of the body. */
  get summary(): string {
    const text = withoutSecrets(this.body);
    const body = text.length > 300 ? `${text.slice(0, 300)}…` : text;
    return body === "" ? String(this.status) : `${this.status} ${body}`;
  }

  /** A fault that this answer shows. */
  fault(fault: Pick<NewFinding, "message" | "expected"> & Partial<NewFinding>): NewFinding {
    const { operation } = this;
    return {
      ...(operation !== undefined && { operation: operation.id, pointer: operationPointer(operation) }),
      got: this.summary,
      curl: this.curl,
      ...fault,
    };
  }
}

/** A report is read by many: of a secret it has no more than tells it from another. */
export function withoutSecrets(text: string): string {
  return text.replace(/(whsec_[A-Za-z0-9+/]{4})[A-Za-z0-9+/=]+/g, "$1…");
}

/** The contract is broken in a way that a check cannot go on after. It carries what is to be reported. */
export class Broken extends Error {
  override readonly name = "Broken";
  readonly fault: NewFinding;

  constructor(fault: NewFinding) {
    super(fault.message);
    this.fault = fault;
  }
}

/** The run was interrupted: nothing more is sent but what tidies up. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor() {
    super("the run was interrupted");
  }
}

/** What of a body stands on a command line; a longer one is told, not shown. */
const shownBytes = 2000;

/** A request as a command line of bash. The token is left out: `$TOKEN`, `$OTHER_TOKEN` or `$READ_TOKEN` stands for it. */
export function toCurl(origin: string, { method, path, headers, body }: WireRequest, tokens: Tokens): string {
  const parts = ["curl -i", ...(method === "GET" ? [] : [`-X ${method}`])];
  for (const [name, value] of Object.entries(headers)) parts.push(`-H ${header(name, value, tokens)}`);
  if (body !== undefined) {
    const text = Buffer.from(body).toString();
    if (text.length > shownBytes)
      parts.push(`--data-binary @- # ${Buffer.byteLength(text)} bytes: ${text.slice(0, 80)}…`);
    else parts.push(`--data-binary ${quote(text)}`);
  }
  return [...parts.slice(0, 1), quote(origin + path), ...parts.slice(1)].join(" ");
}

/** Names of the variables that stand for tokens, by token. */
export type Tokens = ReadonlyMap<string, string>;

function header(name: string, value: string, tokens: Tokens): string {
  for (const [token, variable] of tokens) {
    for (const [text, shown] of spellings(token, variable)) {
      const start = text === "" ? -1 : value.indexOf(text);
      if (start < 0) continue;
      return `"${name}: ${value.slice(0, start)}${shown}${value.slice(start + text.length)}"`;
    }
  }
  return quote(`${name}: ${value}`);
}

/** What checks make of a token, each as a shell makes it of a variable: most of a token is as secret as all of it. */
function spellings(token: string, variable: string): [text: string, shown: string][] {
  return [
    [`${token}x`, `\${${variable}}x`],
    [token, `$${variable}`],
    [token.slice(0, -1), `\${${variable}%?}`],
    [token.toUpperCase(), `\${${variable}^^}`],
    [token.toLowerCase(), `\${${variable},,}`],
    [Buffer.from(`${token}:`).toString("base64"), `$(printf %s: "$${variable}" | base64 -w 0)`],
  ];
}

/** Text as one word of a shell. Control characters as `$'…'` has them. */
function quote(text: string): string {
  const isPlain = !/[\p{Cc}\p{Cs}]/u.test(text);
  if (isPlain) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = text.replace(/['\\]/g, "\\$&").replace(/[\p{Cc}\p{Cs}]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `$'${escaped}'`;
}
