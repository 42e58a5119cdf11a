/** The endpoint: responds 204 at once, never to /hang. Counts requests and records their times. */
import { once } from "node:events";
import { createServer } from "node:http";
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
}

let times: number[] = [];
let latencies: number[] = [];
let waiting: (() => void) | undefined;

const server = createServer((request, response) => {
  if (request.url === "/hang") return;
  request.resume();
  const now = performance.now();
  request.once("end", () => response.writeHead(204).end());
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
    latencies: "latencies" in message ? latencies.toSorted((a, b) => a - b) : [],
  } satisfies SinkResponse;
});
