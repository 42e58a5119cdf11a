import type { AttemptCounts, Summary, WebhookHealth } from "@agent-webhooks/types/delivery";
import { SummarySchema } from "@agent-webhooks/types/delivery/schemas";
import { type Command, defineApiCommand } from "../command.ts";
import type { Output } from "../io.ts";
import { type Field, formatDetails, formatTable } from "../output/table.ts";

type Queue = Pick<Summary, "last_success_at" | "last_failure_at" | "pending" | "due" | "oldest_due_at">;

/** A number that the service counts up to the maximum of the spec. */
function countedField(name: "pending" | "due"): Field<Queue> {
  const { maximum } = SummarySchema.properties[name];
  return {
    name,
    text: (queue) => (queue[name] < maximum ? String(queue[name]) : `${maximum.toLocaleString("en")} or more`),
  };
}

const queueFields: readonly Field<Queue>[] = [
  "last_success_at",
  "last_failure_at",
  countedField("pending"),
  countedField("due"),
  "oldest_due_at",
];

const webhookFields: readonly Field<WebhookHealth>[] = [
  "webhook_id",
  {
    name: "state",
    style: ({ state }, { green, yellow, red, dim }) =>
      ({ healthy: green, idle: dim, failing: red, paused: yellow, disabled: yellow })[state],
  },
  "reason",
  "since",
  "until",
  "explanation",
  ...queueFields,
  { name: "last_failed_delivery", text: ({ last_failure }) => last_failure?.delivery_id },
];

const summaryFields: readonly Field<Summary>[] = [
  { name: "webhooks", text: ({ webhooks }) => String(webhooks.total) },
  ...(["failing", "paused", "disabled"] as const).map((state) => ({
    name: state,
    text: ({ webhooks }: Summary) => String(webhooks[state]),
  })),
  ...queueFields,
];

interface Period {
  readonly attempts: string;
  readonly succeeded: number;
  readonly failed: number;
}

const periodFields: readonly Field<Period>[] = ["attempts", "succeeded", "failed"];

/** The attempts of this hour, the last 24 hours and 30 days. */
function formatAttempts({ attempts_by_hour, attempts_by_day }: WebhookHealth | Summary, output: Output): string {
  const periods = [
    { attempts: "this hour", counts: attempts_by_hour.slice(-1) },
    { attempts: `last ${attempts_by_hour.length} hours`, counts: attempts_by_hour },
    { attempts: `last ${attempts_by_day.length} days`, counts: attempts_by_day },
  ].map(({ attempts, counts }) => ({
    attempts,
    succeeded: sumOf(counts, "succeeded"),
    failed: sumOf(counts, "failed"),
  }));
  return formatTable(periodFields, periods, output);
}

const sumOf = (counts: readonly AttemptCounts[], name: "succeeded" | "failed") =>
  counts.reduce((sum, count) => sum + count[name], 0);

export const health: Command = defineApiCommand({
  name: "health",
  describe: "Show the health of a webhook, or of all webhooks together",
  positionals: { webhook_id: { type: "string", describe: "ID of the webhook. Default: all webhooks together" } },
  examples: [
    ["$0 webhooks health", "Show how many webhooks are failing, and how many deliveries are waiting"],
    ["$0 webhooks health wh_01jhm6zp9d4q8v2c5x7b1n3m0k", "Show whether the endpoint of a webhook accepts events"],
    [
      "$0 webhooks health wh_01jhm6zp9d4q8v2c5x7b1n3m0k --json | jq .attempts_by_hour",
      "Print the attempts of each of the last 24 hours",
    ],
  ],
  async run({ webhook_id }, { delivery, print }) {
    if (webhook_id === undefined) {
      const summary = await delivery.getSummary();
      print.result(
        summary,
        (output) => `${formatDetails(summaryFields, summary, output)}\n${formatAttempts(summary, output)}`,
      );
      return;
    }
    const health = await delivery.getWebhookHealth(webhook_id);
    print.result(
      health,
      (output) => `${formatDetails(webhookFields, health, output)}\n${formatAttempts(health, output)}`,
    );
  },
});
