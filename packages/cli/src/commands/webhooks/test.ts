import type { SendTestEventRequest } from "@agent-webhooks/types/delivery";
import { SendTestEventRequestSchema } from "@agent-webhooks/types/delivery/schemas";
import { type Command, defineApiCommand } from "../../command.ts";
import { fieldOptions } from "../../fields.ts";
import { programName } from "../../program.ts";
import { webhookId } from "./show.ts";

const fields = fieldOptions<SendTestEventRequest>(SendTestEventRequestSchema, {
  event_type: "Type of the event",
});

export const test: Command = defineApiCommand({
  name: "test",
  describe: "Send an example event to a webhook, subscribed or not",
  positionals: webhookId,
  options: fields.options,
  examples: [
    ["$0 webhooks test wh_01jhm6zp9d4q8v2c5x7b1n3m0k --event-type message.received", "and look how it is answered"],
  ],
  async run(args, { delivery, print }) {
    const sent = await delivery.sendTestEvent(args.webhook_id, fields.read(args));
    print.result(
      sent,
      () => `It is on its way. What becomes of it: ${programName} deliveries get ${sent.delivery_id}\n`,
    );
  },
});
