import { type OperationId, operations } from "@agent-webhooks/types";
import type { Clock } from "../../src/clock.ts";
import type { ProviderClient } from "../../src/provider/client.ts";
import type { HttpRequest, HttpResponse } from "../../src/provider/http.ts";
import { type ProviderOptions, ProviderTarget } from "../../src/provider/index.ts";
import { CheckFailedError, TargetResponse } from "../../src/provider/response.ts";
import type { NewFinding } from "../../src/run/check.ts";

/** A clock that moves only when somebody sleeps, and remembers for how long. */
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

/** An answer to `GET /somewhere`: a body that is no text is JSON, and an id names the operation that was called. */
export function responseOf(status: number, body: unknown = "", id?: OperationId): TargetResponse {
  return new TargetResponse(
    { method: "GET", path: "/somewhere", headers: {} },
    { status, headers: new Headers(), body: typeof body === "string" ? body : JSON.stringify(body) },
    { operation: id && operations[id], curl: "curl …", ms: 1 },
  );
}

export interface ScriptedResponse {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** As JSON; a string as it is. */
  readonly body?: unknown;
}

/** Answers with what is given; `"silence"`: never. */
export type Script = (request: HttpRequest, count: number) => ScriptedResponse | "silence" | Promise<ScriptedResponse>;

export interface ScriptedTarget {
  readonly target: ProviderTarget;
  /** With the token `a`. */
  readonly client: ProviderClient;
  /** What was sent. */
  readonly sent: HttpRequest[];
  readonly clock: ManualClock;
}

/** A target whose answers are given, on a clock that stands still. */
export function scriptedTarget(script: Script, options: Partial<ProviderOptions> = {}): ScriptedTarget {
  const sent: HttpRequest[] = [];
  const clock = new ManualClock();
  const transport = async (request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> => {
    sent.push(request);
    const given = await script(request, sent.length);
    if (given === "silence") {
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    }
    const { status = 200, headers = { "content-type": "application/json" }, body = "" } = given;
    return { status, headers: new Headers(headers), body: typeof body === "string" ? body : JSON.stringify(body) };
  };
  const target = new ProviderTarget({ url: "http://api.test", token: "a", seed: 1, clock, transport, ...options });
  return { target, client: target.client("a"), sent, clock };
}

/** The fault that breaks what is done. */
export async function findingOf(work: () => unknown): Promise<NewFinding> {
  try {
    await work();
  } catch (error) {
    if (error instanceof CheckFailedError) return error.finding;
    throw error;
  }
  throw new Error("nothing broke");
}
