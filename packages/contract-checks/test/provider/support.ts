import { type OperationId, operations } from "@agent-webhooks/types";
import type { Clock } from "../../src/clock.ts";
import type { Session } from "../../src/provider/client.ts";
import type { WireRequest, WireResponse } from "../../src/provider/http.ts";
import { type ProviderOptions, ProviderTarget } from "../../src/provider/index.ts";
import { Answer, Broken } from "../../src/provider/response.ts";
import type { NewFinding } from "../../src/run/check.ts";

/** A clock that moves only when somebody sleeps, and remembers for how long. */
export class StillClock implements Clock {
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
export function answered(status: number, body: unknown = "", id?: OperationId): Answer {
  return new Answer(
    { method: "GET", path: "/somewhere", headers: {} },
    { status, headers: new Headers(), body: typeof body === "string" ? body : JSON.stringify(body) },
    { operation: id && operations[id], curl: "curl …", ms: 1 },
  );
}

export interface Given {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** As JSON; a string as it is. */
  readonly body?: unknown;
}

/** Answers with what is given; `"silence"`: never. */
export type Script = (request: WireRequest, count: number) => Given | "silence" | Promise<Given>;

export interface Scripted {
  readonly target: ProviderTarget;
  /** With the token `a`. */
  readonly session: Session;
  /** What was sent. */
  readonly sent: WireRequest[];
  readonly clock: StillClock;
}

/** A target whose answers are given, on a clock that stands still. */
export function scripted(script: Script, options: Partial<ProviderOptions> = {}): Scripted {
  const sent: WireRequest[] = [];
  const clock = new StillClock();
  const wire = async (request: WireRequest, signal: AbortSignal): Promise<WireResponse> => {
    sent.push(request);
    const given = await script(request, sent.length);
    if (given === "silence") {
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    }
    const { status = 200, headers = { "content-type": "application/json" }, body = "" } = given;
    return { status, headers: new Headers(headers), body: typeof body === "string" ? body : JSON.stringify(body) };
  };
  const target = new ProviderTarget({ url: "http://api.test", token: "a", seed: 1, clock, wire, ...options });
  return { target, session: target.session("a"), sent, clock };
}

/** The fault that breaks what is done. */
export async function faultOf(work: () => unknown): Promise<NewFinding> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Broken) return error.fault;
    throw error;
  }
  throw new Error("nothing broke");
}
