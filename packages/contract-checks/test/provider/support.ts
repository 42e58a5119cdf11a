import { type OperationId, operations } from "@agent-webhooks/types";
import type { Clock } from "../../src/clock.ts";
import type { ProviderClient } from "../../src/provider/client.ts";
import type { HttpRequest, HttpResponse } from "../../src/provider/http.ts";
import { type ProviderOptions, ProviderTarget } from "../../src/provider/index.ts";
import { CheckFailedError, TargetResponse } from "../../src/provider/response.ts";
import type { NewFinding } from "../../src/run/check.ts";

/** A clock that only moves with `sleep`, and records for how long. */
export class ManualClock implements Clock {
  readonly slept: number[] = [];
  time = 1_000_000;

  now(): number {
    return this.time;
  }

  async sleep(ms: number): Promise<void> {
    this.slept.push(ms);
    this.time += ms;
  }
}

export interface ScriptedResponse {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown;
}

export function toHttpResponse({ status = 200, headers, body = "" }: ScriptedResponse): HttpResponse {
  return {
    status,
    headers: new Headers(headers ?? { "content-type": "application/json" }),
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}

/** A response to `GET /somewhere`, or to an operation. */
export function responseOf(status: number, body: unknown = "", id?: OperationId): TargetResponse {
  return new TargetResponse(
    { method: "GET", path: "/somewhere", headers: {} },
    toHttpResponse({ status, body, headers: {} }),
    { operation: id && operations[id], curl: () => "curl …", ms: 1 },
  );
}

/** Returns the response to a request; `"silence"` is none. */
export type Script = (request: HttpRequest, count: number) => ScriptedResponse | "silence" | Promise<ScriptedResponse>;

export interface ScriptedTarget {
  readonly target: ProviderTarget;
  /** With the token `a`. */
  readonly client: ProviderClient;
  readonly sent: HttpRequest[];
  readonly clock: ManualClock;
}

/** A target with scripted responses and a manual clock. */
export function scriptedTarget(script: Script, options: Partial<ProviderOptions> = {}): ScriptedTarget {
  const sent: HttpRequest[] = [];
  const clock = new ManualClock();
  const transport = async (request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> => {
    sent.push(request);
    const response = await script(request, sent.length);
    if (response !== "silence") return toHttpResponse(response);
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  };
  const target = new ProviderTarget({ url: "http://api.test", token: "a", seed: 1, clock, transport, ...options });
  return { target, client: target.client("a"), sent, clock };
}

/** The finding of a {@link CheckFailedError}. */
export async function findingOf(work: () => unknown): Promise<NewFinding> {
  try {
    await work();
  } catch (error) {
    if (error instanceof CheckFailedError) return error.finding;
    throw error;
  }
  throw new Error("there is no finding");
}

/** What differs from run to run. */
const random: readonly [RegExp, string][] = [
  [/agent-webhooks-contract-[0-9a-f-]{36}/g, "<marker>"],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, "<uuid>"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, "<time>"],
  [/whsec_[A-Za-z0-9+/=]+/g, "<secret>"],
  [/(?:w|%2577)h_[0-9a-f]{24}/gi, "<id>"],
  [/(page_token=)[^&'"… ]+/g, "$1<token>"],
];

/** Replaces what differs from run to run. */
export function withoutRandom(text: string): string {
  return random.reduce((replaced, [pattern, to]) => replaced.replaceAll(pattern, to), text);
}
