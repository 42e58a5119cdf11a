import { NotRunError } from "../../run/errors.ts";
import { schemaPointer } from "../../spec/pointer.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import type { ProviderClient } from "../client.ts";
import { repeatConcurrently } from "../concurrently.ts";
import { deliver, deliveryOf, disableAndSettle, enable, listDeliveries, subscribe } from "../events.ts";
import { expectEqual, expectStatus, expectThat } from "../expect.ts";
import { expectSameDelivery } from "./deliveries.ts";

/** How often a delivery has been attempted. */
async function countAttempts(client: ProviderClient, id: string): Promise<number> {
  return deliveryOf(await client.call("getDelivery", { id })).attempts?.length ?? 0;
}

const resend: ProviderCheck = providerCheck({
  id: "resend",
  holds: "a settled delivery that is sent again is the same one, pending without a reason, and keeps its attempts",
  operations: ["resendDelivery", "getDelivery"],
  async run(context) {
    const { client } = context;
    const webhook = await subscribe(client);
    const { delivery } = await deliver(client, webhook);
    const { delivery_id: id } = delivery;
    const before = deliveryOf(await disableAndSettle(context, webhook.id, id));
    await enable(client, webhook.id);
    const response = await client.call("resendDelivery", { id });
    const again = deliveryOf(response, "the delivery is settled, and its webhook is enabled");
    expectSameDelivery(response, again, delivery);
    expectEqual(response, again.status, "pending", "status", schemaPointer("Delivery", ["properties", "status"]));
    // Its earlier attempts may have opened the circuit breaker.
    if (again.reason !== "breaker_open") {
      expectEqual(response, again.reason, undefined, "reason", schemaPointer("Delivery", ["properties", "reason"]));
    }
    const read = await client.call("getDelivery", { id });
    const after = deliveryOf(read);
    expectSameDelivery(read, after, delivery);
    const kept = (after.attempts ?? []).slice(0, before.attempts?.length ?? 0);
    expectEqual(
      read,
      kept,
      before.attempts ?? [],
      "earlier attempts",
      schemaPointer("DeliveryDetails", ["properties", "attempts"]),
    );
    const isSentAgain = after.status === "pending" || (after.attempts ?? []).length > kept.length;
    expectThat(read, isSentAgain, "the delivery is not pending again", "pending, or another attempt", after.status);
    const list = await listDeliveries(client, { webhook_id: webhook.id });
    expectEqual(list.response, list.deliveries.length, 1, "number of deliveries of the event");
    await disableAndSettle(context, webhook.id, id);
    await enable(client, webhook.id);
    // That several are accepted is open: a receiver knows the delivery by its id.
    const responses = await repeatConcurrently(4, () => client.call("resendDelivery", { id }));
    for (const response of responses) expectStatus(response, [202, 409], "several requests send it again");
    const [rejected] = responses;
    const isAccepted = responses.some(({ status }) => status === 202);
    const message = "of concurrent requests, none sends a settled delivery again";
    const expected = "202 for one or more. Set it pending in one statement that looks at its status";
    if (rejected !== undefined) expectThat(rejected, isAccepted, message, expected);
  },
});

const pending: ProviderCheck = providerCheck({
  id: "resend_pending",
  holds: "a pending delivery cannot be sent again: it is under way",
  operations: ["resendDelivery"],
  async run({ client }) {
    const webhook = await subscribe(client);
    const { delivery } = await deliver(client, webhook);
    const { delivery_id: id } = delivery;
    const before = await client.call("getDelivery", { id });
    const { status, attempts = [] } = deliveryOf(before);
    const reason = "the retry schedule is so short that the delivery may be settled before it is sent again";
    if (status !== "pending") throw new NotRunError(reason);
    const response = await client.call("resendDelivery", { id });
    // An attempt in between may have been the last one.
    const isCertain = response.status === 409 || (await countAttempts(client, id)) === attempts.length;
    if (!isCertain) throw new NotRunError(reason);
    expectStatus(response, 409, "the delivery is pending");
  },
});

const impossible: ProviderCheck = providerCheck({
  id: "resend_impossible",
  holds: "a delivery whose webhook is disabled or deleted cannot be sent again, and stays as it is",
  operations: ["resendDelivery", "disableWebhook", "deleteWebhook"],
  async run(context) {
    const { client, verify } = context;
    const webhook = await subscribe(client);
    const { delivery } = await deliver(client, webhook);
    const { delivery_id: id } = delivery;
    const before = deliveryOf(await disableAndSettle(context, webhook.id, id));
    await verify(async () =>
      expectStatus(await client.call("resendDelivery", { id }), 409, "the webhook of the delivery is disabled"),
    );
    await verify(async () => {
      expectStatus(await client.delete(webhook.id), 200, "the webhook exists");
      expectStatus(await client.call("resendDelivery", { id }), 409, "the webhook of the delivery is deleted");
    });
    const read = await client.call("getDelivery", { id });
    expectEqual(
      read,
      deliveryOf(read).status,
      before.status,
      "status",
      schemaPointer("Delivery", ["properties", "status"]),
    );
  },
});

export const resendChecks: readonly ProviderCheck[] = [resend, pending, impossible];
