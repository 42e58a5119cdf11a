import { type Command, defineApiCommand } from "../../command.ts";
import { webhookDetails, webhookId } from "./show.ts";

export const enable: Command = defineApiCommand({
  name: "enable",
  describe: "Send events to a webhook again; what it missed is sent by recover",
  positionals: webhookId,
  examples: [["$0 webhooks enable wh_01jhm6zp9d4q8v2c5x7b1n3m0k", "when its endpoint works again"]],
  async run(args, { delivery, print }) {
    const webhook = await delivery.enableWebhook(args.webhook_id);
    print.result(webhook, (output, paints) => webhookDetails(webhook, output, paints, false));
  },
});
