import type { DeliveryClient } from "@agent-webhooks/client";
import type { OperatorWebhook } from "@agent-webhooks/types/delivery";
import { SetOperatorWebhookRequestSchema } from "@agent-webhooks/types/delivery/schemas";
import { defineApiCommand, type Group } from "../command.ts";
import { textOption } from "../options.ts";
import { type Field, formatDetails } from "../output/table.ts";
import { enabled, hiddenSecret, showSecrets } from "../output/webhook-fields.ts";

const fieldsWith = (secret: Field<OperatorWebhook>): readonly Field<OperatorWebhook>[] => [
  "url",
  enabled,
  secret,
  "secret_unreadable",
  "created_at",
  "updated_at",
];

const set = defineApiCommand({
  name: "set",
  describe: "Send events about your webhooks to a URL, in place of any other one; the secret stays the same",
  positionals: {
    webhook_url: {
      type: "string",
      demandOption: true,
      describe: "URL that events are sent to",
      coerce: textOption("<webhook_url>", SetOperatorWebhookRequestSchema.properties.url).coerce,
    },
  },
  options: { "show-secrets": showSecrets },
  examples: [
    ["$0 operator-webhook set https://alerts.example.com/hooks", "Get an event when a webhook fails or is disabled"],
  ],
  async run({ webhook_url: url, "show-secrets": isShown }, { delivery, print }) {
    const showSecret = isShown || print.json || (await createsSecret(delivery));
    const operatorWebhook = await delivery.setOperatorWebhook({ url });
    const fields = fieldsWith(showSecret ? "secret" : hiddenSecret);
    print.result(operatorWebhook, (output) => formatDetails(fields, operatorWebhook, output));
  },
});

/** Whether setting the operator webhook creates a secret: there is none, or one that cannot be decrypted. */
async function createsSecret(delivery: DeliveryClient): Promise<boolean> {
  try {
    return (await delivery.getOperatorWebhook()).secret_unreadable === true;
  } catch (error) {
    // The classes of errors are part of the client, which help does not load.
    if (Object(error).status === 404) return true;
    throw error;
  }
}

const get = defineApiCommand({
  name: "get",
  describe: "Show where events about your webhooks are sent",
  options: { "show-secrets": showSecrets },
  examples: [
    ["$0 operator-webhook get", "Show the operator webhook; its secret stays hidden"],
    ["$0 operator-webhook get --json | jq -r .secret", "Print only the secret"],
  ],
  async run(args, { delivery, print }) {
    const operatorWebhook = await delivery.getOperatorWebhook();
    const fields = fieldsWith(args["show-secrets"] ? "secret" : hiddenSecret);
    print.result(operatorWebhook, (output) => formatDetails(fields, operatorWebhook, output));
  },
});

const deleteOperatorWebhook = defineApiCommand({
  name: "delete",
  describe: "Stop sending events about your webhooks",
  examples: [["$0 operator-webhook delete", "Delete the operator webhook with its secret"]],
  async run(_, { delivery, print }) {
    await delivery.deleteOperatorWebhook();
    print.result({ deleted: true }, () => "Deleted the operator webhook.\n");
  },
});

export const operatorWebhook: Group = {
  name: "operator-webhook",
  describe: "Get an event when a webhook fails, recovers or is disabled",
  commands: [set, get, deleteOperatorWebhook],
};
