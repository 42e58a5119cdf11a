import { operations } from "@agent-webhooks/types";
import { interleave, microseconds } from "../measure.ts";
import type { Line, Row } from "../row.ts";
import { callers, exampleResponse, type OperationId } from "../support/callers.ts";

/** The cost of the client itself, with a `fetch` that resolves at once. */
export const clientCall: Row = {
  id: "client-call",
  title: "client calls with a stubbed fetch",
  bar: "≤ 1.3 × openapi-fetch; ≤ 1 × agentmail",
  async run({ quick, cleanUp }) {
    const { fetch } = globalThis;
    cleanUp.defer(() => {
      globalThis.fetch = fetch;
    });
    const lines: Line[] = [];
    for (const operation of Object.keys(operations) as OperationId[]) {
      const body = exampleResponse(operation);
      const headers = { "content-type": "application/json" };
      globalThis.fetch = async () => new Response(body, { headers });
      const by = callers("https://api.example.com")[operation];
      const ms = quick ? 5 : 150;
      const contestants = {
        ours: microseconds(by.ours, ms),
        "openapi-fetch": microseconds(by["openapi-fetch"], ms),
        agentmail: microseconds(by.agentmail, ms),
        fetch: microseconds(by.fetch, ms),
      };
      // The first round warms up the compiler.
      await interleave(contestants, { rounds: 1 });
      lines.push({
        what: operation,
        unit: "µs",
        samples: await interleave(contestants, { rounds: quick ? 1 : 12 }),
        bars: [
          { against: ["openapi-fetch"], atMost: 1.3 },
          { against: ["agentmail"], atMost: 1 },
        ],
        bound:
          "openapi-fetch creates one Request. Time limits, abort signals, retries and hooks add a second pass over " +
          "headers and body.",
      });
    }
    return lines;
  },
};
