import { type Command, defineApiCommand } from "../../command.ts";
import { table } from "../../output/table.ts";
import { deliveryDetails, deliveryId } from "./show.ts";

export const get: Command = defineApiCommand({
  name: "get",
  describe: "Show a delivery with its attempts",
  positionals: deliveryId,
  examples: [
    ["$0 deliveries get dlv_01jhm7b2e5g7j9m1p3r5t7w9y1", "how it stands, and how the endpoint answered"],
    ["$0 deliveries get dlv_01jhm7b2e5g7j9m1p3r5t7w9y1 --json | jq .attempts", "just its attempts"],
  ],
  async run(args, { delivery, print }) {
    const found = await delivery.getDelivery(args.delivery_id);
    print.result(found, (output, paints) => {
      const about = deliveryDetails(found, output, paints);
      if (found.attempts.length === 0) return about;
      const attempts = table(
        [
          { name: "attempt", text: ({ attempt }) => String(attempt) },
          { name: "started_at", text: ({ started_at }) => started_at },
          { name: "took", text: ({ duration_ms }) => `${duration_ms} ms` },
          {
            name: "outcome",
            text: ({ outcome }) => outcome,
            paint: ({ outcome }) => (outcome === "succeeded" ? paints.green : paints.red),
          },
          { name: "status_code", text: ({ status_code }) => String(status_code ?? "") },
          { name: "error", text: ({ error = "" }) => error, isElastic: true },
          { name: "response", text: ({ response_excerpt = "" }) => response_excerpt, isElastic: true },
        ],
        found.attempts,
        output,
      );
      return `${about}\n${attempts}`;
    });
  },
});
