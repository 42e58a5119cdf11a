import type { ListDeliveriesQuery } from "@agent-webhooks/client";
import { type Delivery, type DeliveryDetails, operations } from "@agent-webhooks/types/delivery";
import { defineApiCommand, type Group, type RequiredPositional } from "../command.ts";
import type { Output } from "../io.ts";
import { queryOptions } from "../options.ts";
import { allOption, printList } from "../output/list.ts";
import { formatDetails, formatTable } from "../output/table.ts";
import type { Style, Styles } from "../output/text.ts";

const exampleId = "dlv_01jhm7b2e5g7j9m1p3r5t7w9y1";

const deliveryId: { readonly delivery_id: RequiredPositional } = {
  delivery_id: { type: "string", demandOption: true, describe: "ID of the delivery" },
};

const { query: listQuery } = operations.listDeliveries.parameters;
const listFields = queryOptions<Omit<ListDeliveriesQuery, "page_token">>(listQuery, {
  webhook_id: "Only deliveries to this webhook",
  event_id: "Only deliveries of this event",
  status: "Only deliveries with this status",
  limit: "Maximum number of deliveries",
  ascending: "Oldest first",
});

const list = defineApiCommand({
  name: "list",
  describe: "List deliveries, newest first",
  options: { ...listFields.options, all: allOption },
  examples: [
    ["$0 deliveries list", "the newest deliveries"],
    ["$0 deliveries list --status failed --webhook-id wh_01jhm6zp9d4q8v2c5x7b1n3m0k", "the failed ones of a webhook"],
    ["$0 deliveries list --event-id evt_01jhm7b2d4f6h8k0m2q4s6v8x0 --json", "those of an event"],
  ],
  async run(args, context) {
    const { limit = listQuery.limit.schema.default, ...filter } = listFields.read(args);
    await printList(
      {
        noun: "delivery",
        max: args.all ? Number.POSITIVE_INFINITY : limit,
        load: (limit) => context.delivery.listDeliveries({ ...filter, limit }),
        columns: (styles) => [
          { name: "delivery_id", text: ({ delivery_id }) => delivery_id },
          { name: "status", text: ({ status }) => status, style: (delivery) => statusStyle(delivery, styles) },
          { name: "event_type", text: ({ event_type }) => event_type },
          { name: "event_id", text: ({ event_id }) => event_id },
          { name: "webhook_id", text: ({ webhook_id }) => webhook_id },
          { name: "created_at", text: ({ created_at }) => created_at },
          { name: "reason", text: ({ reason = "" }) => reason },
        ],
      },
      context,
    );
  },
});

const get = defineApiCommand({
  name: "get",
  describe: "Show a delivery with its attempts",
  positionals: deliveryId,
  examples: [
    [`$0 deliveries get ${exampleId}`, "its status, and the responses of the endpoint"],
    [`$0 deliveries get ${exampleId} --json | jq .attempts`, "only its attempts"],
  ],
  async run(args, { delivery: client, print }) {
    const delivery = await client.getDelivery(args.delivery_id);
    print.result(delivery, (output, styles) =>
      [formatDelivery(delivery, output, styles), ...formatAttempts(delivery, output, styles)].join("\n"),
    );
  },
});

const resend = defineApiCommand({
  name: "resend",
  describe: "Send a delivery again, whatever its status, on a new retry schedule",
  positionals: deliveryId,
  examples: [[`$0 deliveries resend ${exampleId}`, "now; earlier attempts are kept"]],
  async run(args, { delivery: client, print }) {
    const delivery = await client.resendDelivery(args.delivery_id);
    print.result(delivery, (output, styles) => formatDelivery(delivery, output, styles));
  },
});

function formatDelivery(delivery: Delivery, output: Output, styles: Styles): string {
  return formatDetails(
    [
      ["delivery_id", delivery.delivery_id],
      ["status", delivery.status, statusStyle(delivery, styles)],
      ["reason", delivery.reason],
      ["explanation", delivery.explanation],
      ["event_type", delivery.event_type],
      ["event_id", delivery.event_id],
      ["webhook_id", delivery.webhook_id],
      ["created_at", delivery.created_at],
      ["next_attempt_at", delivery.next_attempt_at],
      ["breaker_open_until", delivery.breaker_open_until],
      ["webhook_disabled_because", delivery.webhook_disabled_because],
    ],
    output,
  );
}

/** A table, or nothing when there are no attempts. */
function formatAttempts({ attempts }: DeliveryDetails, output: Output, { green, red }: Styles): string[] {
  if (attempts.length === 0) return [];
  const table = formatTable(
    [
      { name: "attempt", text: ({ attempt }) => String(attempt) },
      { name: "started_at", text: ({ started_at }) => started_at },
      { name: "took", text: ({ duration_ms }) => `${duration_ms} ms` },
      {
        name: "outcome",
        text: ({ outcome }) => outcome,
        style: ({ outcome }) => (outcome === "succeeded" ? green : red),
      },
      { name: "status_code", text: ({ status_code = "" }) => String(status_code) },
      { name: "error", text: ({ error = "" }) => error, canShrink: true },
      { name: "response", text: ({ response_excerpt = "" }) => response_excerpt, canShrink: true },
    ],
    attempts,
    output,
  );
  return [table];
}

function statusStyle({ status }: Delivery, { green, yellow, red, dim }: Styles): Style {
  return { succeeded: green, pending: yellow, failed: red, cancelled: dim }[status];
}

export const deliveries: Group = {
  name: "deliveries",
  describe: "List deliveries, see their attempts, and send them again",
  commands: [list, get, resend],
};
