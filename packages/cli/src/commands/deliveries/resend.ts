import { type Command, defineApiCommand } from "../../command.ts";
import { deliveryDetails, deliveryId } from "./show.ts";

export const resend: Command = defineApiCommand({
  name: "resend",
  describe: "Send a delivery again, whatever became of it, on a fresh schedule",
  positionals: deliveryId,
  examples: [["$0 deliveries resend dlv_01jhm7b2e5g7j9m1p3r5t7w9y1", "at once; its attempts are kept"]],
  async run(args, { delivery, print }) {
    const resent = await delivery.resendDelivery(args.delivery_id);
    print.result(resent, (output, paints) => deliveryDetails(resent, output, paints));
  },
});
