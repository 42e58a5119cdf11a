import type { RotateSecretRequest } from "@agent-webhooks/types/delivery";
import { RotateSecretRequestSchema } from "@agent-webhooks/types/delivery/schemas";
import { type Command, defineApiCommand } from "../../command.ts";
import { fieldOptions } from "../../fields.ts";
import { details } from "../../output/table.ts";
import { webhookId } from "./show.ts";

const fields = fieldOptions<RotateSecretRequest>(RotateSecretRequestSchema, {
  overlap_seconds: "How long the former secret signs beside the new one",
});

export const rotateSecret: Command = defineApiCommand({
  name: "rotate-secret",
  describe: "Give a webhook a new secret and show it",
  positionals: webhookId,
  options: fields.options,
  examples: [
    ["$0 webhooks rotate-secret wh_01jhm6zp9d4q8v2c5x7b1n3m0k", "both sign for a day"],
    ["$0 webhooks rotate-secret wh_01jhm6zp9d4q8v2c5x7b1n3m0k --overlap-seconds 0", "the former one leaked"],
  ],
  async run(args, { delivery, print }) {
    const rotated = await delivery.rotateSecret(args.webhook_id, fields.read(args));
    print.result(rotated, (output) => details(Object.entries(rotated), output));
  },
});
