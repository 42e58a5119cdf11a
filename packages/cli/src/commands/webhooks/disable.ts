import { type Command, defineApiCommand } from "../../command.ts";
import { webhookDetails, webhookId } from "./show.ts";

export const disable: Command = defineApiCommand({
  name: "disable",
  describe: "Send nothing to a webhook until it is enabled again; what was on its way fails",
  positionals: webhookId,
  examples: [["$0 webhooks disable wh_01jhm6zp9d4q8v2c5x7b1n3m0k", "while its endpoint is repaired"]],
  async run(args, { delivery, print }) {
    const webhook = await delivery.disableWebhook(args.webhook_id);
    print.result(webhook, (output, paints) => webhookDetails(webhook, output, paints, false));
  },
});
