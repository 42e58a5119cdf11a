import { type Command, defineApiCommand } from "../../command.ts";
import { webhookId } from "./show.ts";

export const deleteWebhook: Command = defineApiCommand({
  name: "delete",
  describe: "Delete a webhook; what was on its way to it is cancelled",
  positionals: webhookId,
  examples: [["$0 webhooks delete wh_01jhm6zp9d4q8v2c5x7b1n3m0k", "at once, and for good"]],
  async run({ webhook_id }, { webhooks, print }) {
    await webhooks.delete(webhook_id);
    print.result({ webhook_id, deleted: true }, () => `Deleted ${webhook_id}.\n`);
  },
});
