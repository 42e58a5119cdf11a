import type { UpdateWebhookRequest } from "@agent-webhooks/types";
import { UpdateWebhookRequestSchema } from "@agent-webhooks/types/schemas";
import { type Command, defineApiCommand } from "../../command.ts";
import { UsageError } from "../../errors.ts";
import { fieldOptions } from "../../fields.ts";
import { webhookDetails, webhookId } from "./show.ts";

const fields = fieldOptions<UpdateWebhookRequest>(UpdateWebhookRequestSchema, {
  add_inbox_ids: "Send events of this inbox, too (again for more)",
  remove_inbox_ids: "Send no more events of this inbox (again for more)",
  add_pod_ids: "Send events of this pod, too (again for more)",
  remove_pod_ids: "Send no more events of this pod (again for more)",
});

export const update: Command = defineApiCommand({
  name: "update",
  describe: "Change which inboxes and pods a webhook is limited to",
  positionals: webhookId,
  options: fields.options,
  examples: [
    ["$0 webhooks update wh_01jhm6zp9d4q8v2c5x7b1n3m0k --add-inbox-id support@agents.example.com", "one more inbox"],
    ["$0 webhooks update wh_01jhm6zp9d4q8v2c5x7b1n3m0k --remove-pod-id pod_us --add-pod-id pod_eu", "another pod"],
  ],
  check(args) {
    if (Object.keys(fields.read(args)).length > 0) return;
    const options = Object.keys(fields.options).map((name) => `--${name}`);
    throw new UsageError(`There is nothing to change: give at least one of ${options.join(", ")}.`);
  },
  async run(args, { webhooks, print }) {
    const webhook = await webhooks.update(args.webhook_id, fields.read(args));
    print.result(webhook, (output, paints) => webhookDetails(webhook, output, paints, false));
  },
});
