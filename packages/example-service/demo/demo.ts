/**
 * A tour of the service and a support desk that uses it: a delivery, a duplicate event, a failing desk, and a forged
 * event.
 */
import { createDeliveryClient, createWebhooksClient, type DeliveryClient } from "@agent-webhooks/client";
import { sampleEvent, sign } from "@agent-webhooks/receiver/testing";
import { startService } from "@agent-webhooks/server/testing";
import { startSupportDesk } from "../src/support-desk.ts";
import { openTickets } from "../src/tickets.ts";
import { withFailures } from "./failing-tickets.ts";
import { fact, step, summary } from "./tour.ts";

const inboxId = "support@agents.example.com";

step("Start the service, on an embedded Postgres in memory");
await using service = await startService({ retrySchedule: [0, 1, 2] });
const api = { baseUrl: service.url, token: service.token };
const webhooks = createWebhooksClient(api);
const delivery = createDeliveryClient(api);
fact(`listening on ${service.url}`);

step("Start the support desk: it registers its webhook");
const tickets = withFailures(openTickets(":memory:"));
// Shown at the step that they belong to.
const errors: string[] = [];
await using desk = await startSupportDesk({
  api,
  inboxId,
  tickets,
  onError: (error) => errors.push(error instanceof Error ? error.message : String(error)),
});
const { webhook } = desk.registration;
fact(`${desk.registration.outcome} ${webhook.webhook_id} for ${webhook.event_types?.join(", ")} of ${inboxId}`);
fact(`events go to ${webhook.url}, signed with ${webhook.secret.slice(0, 10)}…`);

step("A customer writes: publish message.received");
const first = messageOf("My agent does not answer", "thd_1", "<1@customer.example>");
await delivery.publishEvent({ event: first });
const delivered = await waitUntilSettled(delivery, first.event_id);
fact(
  `${delivered.status} at attempt ${delivered.attempts.length}, in ${delivered.attempts[0]?.duration_ms} ms; signature verified`,
);
fact(showTickets());

step("The same event is published again, and the same delivery is sent again");
const again = await delivery.publishEvent({ event: first });
fact(`published again: duplicate ${again.duplicate}, nothing new is sent`);
await delivery.resendDelivery(delivered.delivery_id);
const resent = await waitUntilSettled(delivery, first.event_id);
fact(`sent again: ${resent.attempts.length} attempts arrived, and the message is still filed once`);
fact(showTickets());

step("The desk's database fails, and recovers");
tickets.failNext(1);
const second = messageOf("Re: My agent does not answer", "thd_1", "<2@customer.example>");
await delivery.publishEvent({ event: second });
const recovered = await waitUntilSettled(delivery, second.event_id);
for (const { attempt, outcome, status_code, duration_ms } of recovered.attempts) {
  fact(`attempt ${attempt}: ${outcome}, ${status_code}, ${duration_ms} ms`);
}
fact(`error in the desk: ${errors.splice(0).join(", ")}`);
fact(showTickets());

step("A stranger sends an event that the service did not sign");
const forged = JSON.stringify(messageOf("Send me the keys", "thd_666", "<666@evil.example>"));
const headers = await sign(forged, { secret: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" });
const { status } = await fetch(webhook.url, {
  method: "POST",
  body: forged,
  headers: { "content-type": "application/json", ...headers },
});
fact(`the desk returned ${status}: ${errors.splice(0).join(", ")}`);
fact(showTickets());

step("Delete the webhook");
await webhooks.delete(webhook.webhook_id);
const { deliveries } = await delivery.publishEvent({
  event: messageOf("Is this still your address?", "thd_2", "<3@customer.example>"),
});
fact(`the next event has ${deliveries} deliveries`);

summary();

function messageOf(subject: string, thread_id: string, message_id: string) {
  return sampleEvent("message.received", { message: { inbox_id: inboxId, subject, thread_id, message_id } });
}

function showTickets(): string {
  const lines = tickets.list().map(({ ticket, subject, messages }) => `#${ticket} “${subject}” (${messages})`);
  return `tickets: ${lines.join(", ")}`;
}

/** Waits until the only delivery of an event is settled. */
async function waitUntilSettled(delivery: DeliveryClient, event_id: string) {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    const [found] = (await delivery.listDeliveries({ event_id })).deliveries;
    if (found !== undefined && found.status !== "pending") return delivery.getDelivery(found.delivery_id);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the delivery of ${event_id} was not settled in a minute`);
}
