import { type Command, defineApiCommand } from "../../command.ts";
import { showSecrets, webhookDetails, webhookId } from "./show.ts";

export const get: Command = defineApiCommand({
  name: "get",
  describe: "Show a webhook",
  positionals: webhookId,
  options: { "show-secrets": showSecrets },
  examples: [
    ["$0 webhooks get wh_01jhm6zp9d4q8v2c5x7b1n3m0k", "without its secret"],
    ["$0 webhooks get wh_01jhm6zp9d4q8v2c5x7b1n3m0k --json | jq -r .secret", "just its secret"],
  ],
  async run(args, { webhooks, print }) {
    const webhook = await webhooks.get(args.webhook_id);
    print.result(webhook, (output, paints) => webhookDetails(webhook, output, paints, args["show-secrets"]));
  },
});
