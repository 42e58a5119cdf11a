import type { ListWebhooksQuery } from "@agent-webhooks/client";
import {
  type CreateWebhookRequest,
  eventTypes,
  operations,
  type UpdateWebhookRequest,
  type Webhook,
} from "@agent-webhooks/types";
import type {
  DeliverySettings,
  RecoverWebhookRequest,
  RotateSecretRequest,
  SendTestEventRequest,
  UpdateDeliverySettingsRequest,
} from "@agent-webhooks/types/delivery";
import {
  DeliverySettingsSchema,
  RecoverWebhookRequestSchema,
  RotateSecretRequestSchema,
  SendTestEventRequestSchema,
  UpdateDeliverySettingsRequestSchema,
} from "@agent-webhooks/types/delivery/schemas";
import { CreateWebhookRequestSchema, UpdateWebhookRequestSchema, WebhookSchema } from "@agent-webhooks/types/schemas";
import { type ApiContext, defineApiCommand, type Group, type RequiredPositional } from "../command.ts";
import { UsageError } from "../errors.ts";
import { fieldOptions, queryOptions, textOption } from "../options.ts";
import { allOption, printList } from "../output/list.ts";
import { type Field, formatDetails } from "../output/table.ts";
import { enabled, hiddenSecret, showSecrets } from "../output/webhook-fields.ts";
import { programName } from "../program.ts";
import { health } from "./health.ts";

const exampleId = "wh_01jhm6zp9d4q8v2c5x7b1n3m0k";

const webhookId: { readonly webhook_id: RequiredPositional } = {
  webhook_id: { type: "string", demandOption: true, describe: "ID of the webhook" },
};

const subscribedTypes: Field<Webhook> = {
  name: "event_types",
  text: ({ event_types = [] }) => (event_types.length === eventTypes.length ? "all" : event_types.join(", ")),
  canShrink: true,
};

const inboxIds: Field<Webhook> = {
  name: "inbox_ids",
  text: ({ inbox_ids = [], pod_ids = [] }) => (inbox_ids.length + pod_ids.length === 0 ? "all" : inbox_ids.join(", ")),
};

/** The fields of the spec, in its order after the first ones. */
const detailNames = new Set(["webhook_id", "url", "enabled", ...Object.keys(WebhookSchema.properties)]);

/** Fields that are not shown as they are. */
const detailFormats: Readonly<Record<string, Field<Webhook>>> = {
  enabled,
  event_types: subscribedTypes,
  inbox_ids: inboxIds,
};

const { query: listQuery } = operations.listWebhooks.parameters;
const list = defineApiCommand({
  name: "list",
  describe: "List webhooks, newest first",
  fields: queryOptions<Omit<ListWebhooksQuery, "page_token">>(listQuery, {
    limit: "Maximum number of webhooks",
    ascending: "Oldest first",
  }),
  options: { all: allOption, "show-secrets": showSecrets },
  examples: [
    ["$0 webhooks list", "List the newest webhooks"],
    ["$0 webhooks list --all --ascending", "List all webhooks, oldest first"],
    ["$0 webhooks list --all --json | jq -r '.[].url'", "Print the URLs of all webhooks"],
  ],
  async run(args, context) {
    const { limit = listQuery.limit.schema.default, ...order } = context.fields;
    await printList<Webhook>(
      {
        noun: "webhook",
        max: args.all ? Number.POSITIVE_INFINITY : limit,
        load: (limit) => context.webhooks.list({ ...order, limit }),
        columns: [
          "webhook_id",
          enabled,
          { name: "url", canShrink: true },
          subscribedTypes,
          { name: "inbox_ids", canShrink: true },
          { name: "pod_ids", canShrink: true },
          ...(args["show-secrets"] ? (["secret"] as const) : []),
        ],
      },
      context,
    );
  },
});

const create = defineApiCommand({
  name: "create",
  describe: "Create a webhook and show its secret",
  positionals: {
    webhook_url: {
      type: "string",
      demandOption: true,
      describe: "URL that events are sent to",
      coerce: textOption("<webhook_url>", CreateWebhookRequestSchema.properties.url).coerce,
    },
  },
  // Not an option, because `--url` is the URL of the service.
  fields: fieldOptions<Omit<CreateWebhookRequest, "url">>(CreateWebhookRequestSchema, {
    event_types: "Event type to send (repeatable, or comma-separated)",
    inbox_ids: "Send only events of this inbox (repeatable)",
    pod_ids: "Send only events of this pod (repeatable)",
    client_id: "Your unique ID; creating with the same ID returns the existing webhook",
  }),
  examples: [
    [
      "$0 webhooks create https://example.com/hooks --event-type message.received",
      "Create a webhook for one event type",
    ],
    [
      "$0 webhooks create https://example.com/hooks --event-type message.sent,message.bounced --inbox-id support@agents.example.com",
      "Create a webhook for two event types of one inbox",
    ],
  ],
  async run(args, context) {
    const webhook = await context.webhooks.create({ url: args.webhook_url, ...context.fields });
    printWebhook(webhook, context, { "show-secrets": true });
  },
});

const get = defineApiCommand({
  name: "get",
  describe: "Show a webhook",
  positionals: webhookId,
  options: { "show-secrets": showSecrets },
  examples: [
    [`$0 webhooks get ${exampleId}`, "Show a webhook; its secret stays hidden"],
    [`$0 webhooks get ${exampleId} --json | jq -r .secret`, "Print only the secret of a webhook"],
  ],
  async run(args, context) {
    printWebhook(await context.webhooks.get(args.webhook_id), context, args);
  },
});

const updateFields = fieldOptions<UpdateWebhookRequest>(UpdateWebhookRequestSchema, {
  add_inbox_ids: "Add an inbox (repeatable)",
  remove_inbox_ids: "Remove an inbox (repeatable)",
  add_pod_ids: "Add a pod (repeatable)",
  remove_pod_ids: "Remove a pod (repeatable)",
});

const update = defineApiCommand({
  name: "update",
  describe: "Change a webhook, such as the inboxes and pods that it is limited to",
  positionals: webhookId,
  fields: updateFields,
  options: { "show-secrets": showSecrets },
  examples: [
    [`$0 webhooks update ${exampleId} --add-inbox-id support@agents.example.com`, "Add an inbox"],
    [`$0 webhooks update ${exampleId} --remove-pod-id pod_us --add-pod-id pod_eu`, "Replace a pod"],
  ],
  async run(args, context) {
    if (Object.keys(context.fields).length === 0) {
      const names = Object.keys(updateFields.options).map((name) => `--${name}`);
      throw new UsageError(`Nothing to change. Pass at least one of ${names.join(", ")}.`);
    }
    printWebhook(await context.webhooks.update(args.webhook_id, context.fields), context, args);
  },
});

const deleteWebhook = defineApiCommand({
  name: "delete",
  describe: "Delete a webhook and cancel its pending deliveries",
  positionals: webhookId,
  examples: [[`$0 webhooks delete ${exampleId}`, "Delete a webhook permanently"]],
  async run({ webhook_id }, { webhooks, print }) {
    await webhooks.delete(webhook_id);
    print.result({ webhook_id, deleted: true }, () => `Deleted ${webhook_id}.\n`);
  },
});

const test = defineApiCommand({
  name: "test",
  describe: "Send an example event to a webhook, whatever its event types are",
  positionals: webhookId,
  fields: fieldOptions<SendTestEventRequest>(SendTestEventRequestSchema, { event_type: "Type of the event" }),
  examples: [[`$0 webhooks test ${exampleId} --event-type message.received`, "Send an example event to an endpoint"]],
  async run(args, { delivery, print, fields }) {
    const sent = await delivery.sendTestEvent(args.webhook_id, fields);
    print.result(sent, () => `Sending. See the result with: ${programName} deliveries get ${sent.delivery_id}\n`);
  },
});

const enable = defineApiCommand({
  name: "enable",
  describe: "Send events to a disabled webhook again; recover sends what it missed",
  positionals: webhookId,
  options: { "show-secrets": showSecrets },
  examples: [[`$0 webhooks enable ${exampleId}`, "Enable a webhook after its endpoint is repaired"]],
  async run(args, context) {
    printWebhook(await context.delivery.enableWebhook(args.webhook_id), context, args);
  },
});

const disable = defineApiCommand({
  name: "disable",
  describe: "Stop sending events to a webhook until it is enabled; its pending deliveries fail",
  positionals: webhookId,
  options: { "show-secrets": showSecrets },
  examples: [[`$0 webhooks disable ${exampleId}`, "Disable a webhook while its endpoint is being repaired"]],
  async run(args, context) {
    printWebhook(await context.delivery.disableWebhook(args.webhook_id), context, args);
  },
});

const recover = defineApiCommand({
  name: "recover",
  describe: "Resend failed deliveries and events missed while the webhook was disabled",
  positionals: webhookId,
  fields: fieldOptions<RecoverWebhookRequest>(RecoverWebhookRequestSchema, {
    since: "Recover events published at or after this time, for example 2026-01-16T09:00:00Z",
    until: "Recover events published before this time. Default: now",
    dry_run: "Count without sending",
  }),
  options: { yes: { type: "boolean", default: false, describe: "Do not ask before sending many deliveries" } },
  examples: [
    [`$0 webhooks recover ${exampleId} --since 2026-01-16T09:00:00Z --dry-run`, "Count what would be sent"],
    [
      `$0 webhooks recover ${exampleId} --since 2026-01-16T09:00:00Z`,
      "Recover what was published since an outage began",
    ],
    [
      `$0 webhooks recover ${exampleId} --since 2026-01-16T09:00:00Z --until 2026-01-16T11:00:00Z`,
      "Recover a two-hour outage",
    ],
  ],
  async run(args, context) {
    const { recoverWebhook } = await import("../recover-webhook.ts");
    await recoverWebhook(args.webhook_id, context.fields, { isConfirmed: args.yes }, context);
  },
});

const rotateSecret = defineApiCommand({
  name: "rotate-secret",
  describe: "Replace the secret of a webhook and show the new one",
  positionals: webhookId,
  fields: fieldOptions<RotateSecretRequest>(RotateSecretRequestSchema, {
    overlap_seconds: "Seconds during which both secrets sign",
  }),
  examples: [
    [`$0 webhooks rotate-secret ${exampleId}`, "Rotate a secret; both secrets sign for a day"],
    [`$0 webhooks rotate-secret ${exampleId} --overlap-seconds 0`, "Replace a leaked secret immediately"],
  ],
  async run(args, { delivery, print, fields }) {
    const rotated = await delivery.rotateSecret(args.webhook_id, fields);
    print.result(rotated, (output) => formatDetails(["secret", "previous_expires_at"], rotated, output));
  },
});

const limits = (Object.keys(DeliverySettingsSchema.properties) as (keyof DeliverySettings)[]).map(
  (name): Field<DeliverySettings> => ({
    name,
    text: (settings) => String(settings[name] ?? "none; the service adapts to the endpoint"),
  }),
);

const settings = defineApiCommand({
  name: "settings",
  describe: "Show or limit how fast events are sent to a webhook",
  positionals: webhookId,
  fields: fieldOptions<UpdateDeliverySettingsRequest>(UpdateDeliverySettingsRequestSchema, {
    max_in_flight: "Requests in progress at the same time; none removes the limit",
    max_per_second: "Requests that may begin in a second; none removes the limit",
  }),
  examples: [
    [`$0 webhooks settings ${exampleId}`, "Show the limits of a webhook"],
    [`$0 webhooks settings ${exampleId} --max-per-second 50`, "Send at most 50 requests a second"],
    [`$0 webhooks settings ${exampleId} --max-per-second none`, "Remove that limit"],
  ],
  async run(args, { delivery, print, fields }) {
    const isChange = Object.keys(fields).length > 0;
    const current = isChange
      ? await delivery.updateDeliverySettings(args.webhook_id, fields)
      : await delivery.getDeliverySettings(args.webhook_id);
    print.result(current, (output) => formatDetails(limits, current, output));
  },
});

function printWebhook(webhook: Webhook, { print }: ApiContext, args: { readonly "show-secrets": boolean }): void {
  const formats = args["show-secrets"] ? detailFormats : { ...detailFormats, secret: hiddenSecret };
  const fields = [...detailNames].map((name) => formats[name] ?? (name as keyof Webhook));
  print.result(webhook, (output) => formatDetails(fields, webhook, output));
}

export const webhooks: Group = {
  name: "webhooks",
  describe: "Manage webhooks",
  commands: [list, create, get, update, deleteWebhook, health, test, enable, disable, recover, rotateSecret, settings],
};
