/**
 * The endpoint: responds 204 at once, never to `/hang`, after that many milliseconds to `/delay/50`. `/capacity/10/50` works on
 * 10 requests at a time, for 50 ms each, and lets the others wait. Counts requests and records their times.
 */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "./process.ts";

export type SinkMessage =
  /** Resets the count. */
  | { readonly reset: true }
  /** Replies after this many requests with their rate, the first `skip` of them not counted. */
  | { readonly rateOf: number; readonly skip: number }
  /** Replies with the milliseconds from the time in the ids (`evt_<microseconds>_…`) to receipt, ascending. */
  | { readonly latencies: true };

export interface SinkResponse {
  readonly perSecond: number;
  readonly latencies: readonly number[];
  readonly count: number;
  /** Mean milliseconds from the receipt of a request to `/capacity/…` to its response. */
  readonly capacityMs: number;
}

let times: number[] = [];
let latencies: number[] = [];
let waiting: (() => void) | undefined;

/** Requests to `/capacity/…`: that wait, that are worked on, and the times of those that were responded to. */
const queued: (() => void)[] = [];
let working = 0;
let responseTimes: number[] = [];

function workOn(response: ServerResponse, { atATime, workMs }: { atATime: number; workMs: number }): void {
  const receivedAt = performance.now();
  const work = () => {
    working++;
    setTimeout(() => {
      response.writeHead(204).end();
      responseTimes.push(performance.now() - receivedAt);
      working--;
      queued.shift()?.();
    }, workMs);
  };
  if (working < atATime) work();
  else queued.push(work);
}

function respond(path: string, response: ServerResponse): void {
  const [, kind, ...numbers] = path.split("/");
  const [first = 0, second = 0] = numbers.map(Number);
  if (kind === "capacity") workOn(response, { atATime: first, workMs: second });
  else if (kind === "delay") setTimeout(() => response.writeHead(204).end(), first);
  else response.writeHead(204).end();
}

const server = createServer((request, response) => {
  if (request.url === "/hang") return;
  request.resume();
  const now = performance.now();
  request.once("end", () => respond(request.url ?? "", response));
  times.push(now);
  const [, sent] = /^evt_(\d{16})_/.exec(String(request.headers["webhook-id"])) ?? [];
  if (sent !== undefined) latencies.push(performance.timeOrigin + now - Number(sent) / 1000);
  waiting?.();
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1");
await once(server, "listening");

serve<SinkMessage>({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, async (message) => {
  if ("reset" in message) {
    times = [];
    latencies = [];
    responseTimes = [];
  }
  let perSecond = 0;
  if ("rateOf" in message) {
    const { rateOf, skip } = message;
    await new Promise<void>((resolve) => {
      waiting = () => {
        if (times.length >= rateOf) resolve();
      };
      waiting();
    });
    waiting = undefined;
    const seconds = ((times[rateOf - 1] ?? 0) - (times[skip] ?? 0)) / 1000;
    perSecond = (rateOf - 1 - skip) / seconds;
  }
  return {
    perSecond,
    count: times.length,
    capacityMs: responseTimes.reduce((sum, ms) => sum + ms, 0) / responseTimes.length,
    latencies: "latencies" in message ? latencies.toSorted((a, b) => a - b) : [],
  } satisfies SinkResponse;
});
