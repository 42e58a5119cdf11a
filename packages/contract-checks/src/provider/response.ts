import type { Operation } from "@agent-webhooks/types";
import { truncate } from "../report/printable.ts";
import type { NewFinding } from "../run/check.ts";
import { NotRunError } from "../run/errors.ts";
import { operationPointer } from "../spec/pointer.ts";
import type { HttpRequest, HttpResponse } from "./http.ts";

/** A response of the target, with the request that it is for. */
export class TargetResponse {
  readonly request: HttpRequest;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly ms: number;
  /** The operation of the contract that was called; `undefined` when the contract has no such operation. */
  readonly operation: Operation | undefined;
  readonly #toCurl: () => string;

  constructor(
    request: HttpRequest,
    { status, headers, body }: HttpResponse,
    about: { operation: Operation | undefined; curl: () => string; ms: number },
  ) {
    this.request = request;
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.operation = about.operation;
    this.#toCurl = about.curl;
    this.ms = about.ms;
  }

  /** A command line that sends the request again, without its token. */
  get curl(): string {
    return this.#toCurl();
  }

  /** The parsed body; `undefined` when it is not JSON. */
  get json(): unknown {
    try {
      return JSON.parse(this.body);
    } catch {
      return undefined;
    }
  }

  /** The status and the start of the body, on one line. */
  get summary(): string {
    const text = withoutSecrets(this.body);
    const body = text.length > 300 ? `${truncate(text, 300)}…` : text;
    return body === "" ? String(this.status) : `${this.status} ${body}`;
  }

  /** A finding that this response shows. */
  finding(finding: Pick<NewFinding, "message" | "expected"> & Partial<NewFinding>): NewFinding {
    const { operation } = this;
    return {
      ...(operation !== undefined && { operation: operation.id, pointer: operationPointer(operation) }),
      got: this.summary,
      curl: this.curl,
      ...finding,
    };
  }
}

/**
 * Cuts secrets and tokens short: enough is left in a report to tell one from another. Those of a provider that has another
 * form for them are known by their field.
 */
export function withoutSecrets(text: string): string {
  return text
    .replace(/("(?:secret|token)"\s*:\s*"(?!whsec_|awt_)[^"]{4})[^"]+/g, "$1…")
    .replace(/(whsec_[A-Za-z0-9+/]{4}|awt_[\w-]{4})[\w+/=-]+/gi, "$1…");
}

/** The target violates the contract in a way that the check, or a case of it, cannot go on after. */
export class CheckFailedError extends Error {
  override readonly name = "CheckFailedError";
  readonly finding: NewFinding;

  constructor(finding: NewFinding) {
    super(finding.message);
    this.finding = finding;
  }
}

/** The run was interrupted: only requests that delete what it created are sent. */
export class InterruptedError extends NotRunError {
  override readonly name = "InterruptedError";

  constructor() {
    super("the run was interrupted");
  }
}
