import type { ListDeliveriesQuery } from "@agent-webhooks/client";
import { type Attempt, type Delivery, operations } from "@agent-webhooks/types/delivery";
import { defineApiCommand, type Group, type RequiredPositional } from "../command.ts";
import { UsageError } from "../errors.ts";
import { queryOptions } from "../options.ts";
import { allOption, printList } from "../output/list.ts";
import { type Field, formatDetails, formatTable } from "../output/table.ts";
import { watchDeliveries } from "../watch-deliveries.ts";

const exampleId = "dlv_01jhm7b2e5g7j9m1p3r5t7w9y1";

const deliveryId: { readonly delivery_id: RequiredPositional } = {
  delivery_id: { type: "string", demandOption: true, describe: "ID of the delivery" },
};

const status: Field<Delivery> = {
  name: "status",
  style: ({ status }, { green, yellow, red, dim }) =>
    ({ succeeded: green, pending: yellow, failed: red, cancelled: dim })[status],
};

const { query: listQuery } = operations.listDeliveries.parameters;
const list = defineApiCommand({
  name: "list",
  describe: "List deliveries, newest first",
  fields: queryOptions<Omit<ListDeliveriesQuery, "page_token">>(listQuery, {
    webhook_id: "Only deliveries to this webhook",
    event_id: "Only deliveries of this event",
    status: "Only deliveries with this status",
    outcome: "Only deliveries whose last attempt had this outcome",
    event_type: "Only deliveries of events of this type",
    inbox_id: "Only deliveries of events of this inbox",
    since: "Only events published at or after this time, for example 2026-01-16T09:00:00Z",
    until: "Only events published before this time",
    limit: "Maximum number of deliveries",
    ascending: "Oldest first",
  }),
  options: {
    all: allOption,
    watch: { type: "boolean", default: false, describe: "Then print each new or changed delivery, until Ctrl-C" },
  },
  examples: [
    ["$0 deliveries list", "List the newest deliveries"],
    [
      "$0 deliveries list --status failed --webhook-id wh_01jhm6zp9d4q8v2c5x7b1n3m0k",
      "List a webhook's failed deliveries",
    ],
    ["$0 deliveries list --event-id evt_01jhm7b2d4f6h8k0m2q4s6v8x0 --json", "List an event's deliveries"],
    ["$0 deliveries list --outcome timeout --watch", "Watch for deliveries whose last attempt timed out"],
  ],
  async run(args, context) {
    const { limit = listQuery.limit.schema.default, ...filter } = context.fields;
    if (args.watch) {
      if (args.all || filter.ascending === true) throw new UsageError("--watch shows the newest deliveries only.");
      await watchDeliveries({ ...filter, limit }, context);
      return;
    }
    await printList(
      {
        noun: "delivery",
        max: args.all ? Number.POSITIVE_INFINITY : limit,
        load: (limit) => context.delivery.listDeliveries({ ...filter, limit }),
        columns: ["delivery_id", status, "event_type", "event_id", "webhook_id", "created_at", "reason"],
      },
      context,
    );
  },
});

const detailFields: readonly Field<Delivery>[] = [
  "delivery_id",
  status,
  "reason",
  "explanation",
  "event_type",
  "event_id",
  "webhook_id",
  "created_at",
  "next_attempt_at",
  "breaker_open_until",
  "webhook_disabled_because",
];

const attemptFields: readonly Field<Attempt>[] = [
  "attempt",
  "started_at",
  { name: "took", text: ({ duration_ms }) => `${duration_ms} ms` },
  { name: "outcome", style: ({ outcome }, { green, red }) => (outcome === "succeeded" ? green : red) },
  "status_code",
  { name: "error", canShrink: true },
  { name: "response", text: ({ response_excerpt }) => response_excerpt, canShrink: true },
];

const get = defineApiCommand({
  name: "get",
  describe: "Show a delivery with its attempts",
  positionals: deliveryId,
  examples: [
    [`$0 deliveries get ${exampleId}`, "Show the status of a delivery and the responses of its endpoint"],
    [`$0 deliveries get ${exampleId} --json | jq .attempts`, "Print only the attempts of a delivery"],
  ],
  async run(args, { delivery: client, print }) {
    const delivery = await client.getDelivery(args.delivery_id);
    print.result(delivery, (output) => {
      const details = formatDetails(detailFields, delivery, output);
      return delivery.attempts.length === 0
        ? details
        : `${details}\n${formatTable(attemptFields, delivery.attempts, output)}`;
    });
  },
});

const resend = defineApiCommand({
  name: "resend",
  describe: "Send a settled delivery again, on a new retry schedule",
  positionals: deliveryId,
  examples: [[`$0 deliveries resend ${exampleId}`, "Resend a delivery; keeps earlier attempts"]],
  async run(args, { delivery: client, print }) {
    const delivery = await client.resendDelivery(args.delivery_id);
    print.result(delivery, (output) => formatDetails(detailFields, delivery, output));
  },
});

export const deliveries: Group = {
  name: "deliveries",
  describe: "List deliveries, show their attempts, and resend them",
  commands: [list, get, resend],
};
