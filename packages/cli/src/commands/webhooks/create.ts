import type { CreateWebhookRequest } from "@agent-webhooks/types";
import { CreateWebhookRequestSchema } from "@agent-webhooks/types/schemas";
import { type Command, defineApiCommand } from "../../command.ts";
import { checked, fieldOptions } from "../../fields.ts";
import { webhookDetails } from "./show.ts";

// The URL of the webhook stands alone: `--url` is where the service is.
const fields = fieldOptions<Omit<CreateWebhookRequest, "url">>(CreateWebhookRequestSchema, {
  event_types: "Event type to send (again, or with commas, for more)",
  inbox_ids: "Only events of this inbox (again for more)",
  pod_ids: "Only events of this pod (again for more)",
  client_id: "Name of your own: creating it again gives the same webhook",
});

export const create: Command = defineApiCommand({
  name: "create",
  describe: "Create a webhook and show its secret",
  positionals: {
    endpoint: {
      type: "string",
      demandOption: true,
      describe: "URL that events are sent to",
      coerce: (url: string) => checked("<endpoint>", url, CreateWebhookRequestSchema.properties.url),
    },
  },
  options: fields.options,
  examples: [
    ["$0 webhooks create https://example.com/hooks --event-type message.received", "for one event type"],
    [
      "$0 webhooks create https://example.com/hooks --event-type message.sent,message.bounced --inbox-id support@agents.example.com",
      "for two, of one inbox",
    ],
  ],
  async run(args, { webhooks, print }) {
    const webhook = await webhooks.create({ url: args.endpoint, ...fields.read(args) });
    print.result(webhook, (output, paints) => webhookDetails(webhook, output, paints, true));
  },
});
