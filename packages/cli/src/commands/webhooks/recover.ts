import type { RecoverWebhookRequest } from "@agent-webhooks/types/delivery";
import { RecoverWebhookRequestSchema } from "@agent-webhooks/types/delivery/schemas";
import { type Command, defineApiCommand } from "../../command.ts";
import { fieldOptions } from "../../fields.ts";
import { count } from "../../output/text.ts";
import { webhookId } from "./show.ts";

const fields = fieldOptions<RecoverWebhookRequest>(RecoverWebhookRequestSchema, {
  since: "Events published at this time or later: 2026-01-16T09:00:00Z",
  until: "Events published before this time; without it, until now",
});

export const recover: Command = defineApiCommand({
  name: "recover",
  describe: "Send the failed deliveries of a webhook again",
  positionals: webhookId,
  options: fields.options,
  examples: [
    ["$0 webhooks recover wh_01jhm6zp9d4q8v2c5x7b1n3m0k --since 2026-01-16T09:00:00Z", "after an outage"],
    [
      "$0 webhooks recover wh_01jhm6zp9d4q8v2c5x7b1n3m0k --since 2026-01-16T09:00:00Z --until 2026-01-16T11:00:00Z",
      "of two hours",
    ],
  ],
  async run(args, { delivery, print }) {
    const recovered = await delivery.recoverWebhook(args.webhook_id, fields.read(args));
    print.result(recovered, () =>
      recovered.count === 0
        ? "Nothing failed in that time.\n"
        : `${count(recovered.count, "delivery")} ${recovered.count === 1 ? "goes" : "go"} out again.\n`,
    );
  },
});
