import type { ListDeliveriesQuery } from "@agent-webhooks/client";
import { operations } from "@agent-webhooks/types/delivery";
import { type Command, defineApiCommand } from "../../command.ts";
import { queryOptions } from "../../fields.ts";
import { allOption, printList } from "../../output/list.ts";
import { paintOfStatus } from "./show.ts";

const { query } = operations.listDeliveries.parameters;
const fields = queryOptions<Omit<ListDeliveriesQuery, "page_token">>(query, {
  webhook_id: "Only those to this webhook",
  event_id: "Only those of this event",
  status: "Only those that stand so",
  limit: "How many to list at most",
  ascending: "Oldest first",
});

export const list: Command = defineApiCommand({
  name: "list",
  describe: "List deliveries, newest first",
  options: { ...fields.options, all: allOption },
  examples: [
    ["$0 deliveries list", "the newest deliveries"],
    ["$0 deliveries list --status failed --webhook-id wh_01jhm6zp9d4q8v2c5x7b1n3m0k", "what went wrong"],
    ["$0 deliveries list --event-id evt_01jhm7b2d4f6h8k0m2q4s6v8x0 --json", "what became of an event"],
  ],
  async run(args, api) {
    const { limit = query.limit.schema.default, ...rest } = fields.read(args);
    await printList(
      {
        noun: "delivery",
        max: args.all ? Number.POSITIVE_INFINITY : limit,
        load: (limit) => api.delivery.listDeliveries({ ...rest, limit }),
        columns: (paints) => [
          { name: "delivery_id", text: ({ delivery_id }) => delivery_id },
          { name: "status", text: ({ status }) => status, paint: (delivery) => paintOfStatus(delivery, paints) },
          { name: "event_type", text: ({ event_type }) => event_type },
          { name: "event_id", text: ({ event_id }) => event_id },
          { name: "webhook_id", text: ({ webhook_id }) => webhook_id },
          { name: "created_at", text: ({ created_at }) => created_at },
          { name: "reason", text: ({ reason = "" }) => reason },
        ],
      },
      api,
    );
  },
});
