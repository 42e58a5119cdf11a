import { operations } from "@agent-webhooks/types";
import { interleave, microseconds } from "../measure.ts";
import type { Line, Row } from "../row.ts";
import { callers, type OperationId } from "../support/callers.ts";
import { startChild } from "../support/child.ts";

/** What of that is left when a request really travels: a server in another process that answers at once. */
export const clientHttp: Row = {
  id: "client-http",
  title: "client call over loopback HTTP",
  bar: "≤ 1.05 × raw fetch",
  async run({ quick, cleanUp }) {
    const server = cleanUp.use(await startChild<{ url: string }>("canned-api"));
    const by = callers(server.ready.url);
    const lines: Line[] = [];
    for (const operation of Object.keys(operations) as OperationId[]) {
      const ms = quick ? 10 : 300;
      const contestants = {
        ours: microseconds(by[operation].ours, ms),
        fetch: microseconds(by[operation].fetch, ms),
        "openapi-fetch": microseconds(by[operation]["openapi-fetch"], ms),
        agentmail: microseconds(by[operation].agentmail, ms),
      };
      await interleave(contestants, { rounds: 1 });
      lines.push({
        what: operation,
        unit: "µs",
        samples: await interleave(contestants, { rounds: quick ? 1 : 12 }),
        bars: [{ against: ["fetch"], atMost: 1.05 }],
        bound: "openapi-fetch's own share and the client's, see client-call",
      });
    }
    return lines;
  },
};
