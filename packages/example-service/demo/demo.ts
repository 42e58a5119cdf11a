/**
 * One tour: the service, a support desk that uses it, and what happens between them when all goes well, when an event
 * comes twice, when the desk fails, and when somebody forges an event.
 */
import { createDeliveryClient, createWebhooksClient, type DeliveryClient } from "@agent-webhooks/client";
import { sampleEvent, sign } from "@agent-webhooks/receiver/testing";
import { startService } from "@agent-webhooks/server/testing";
import { startSupportDesk } from "../src/support-desk.ts";
import { openTickets } from "../src/tickets.ts";
import { breakable } from "./breakable.ts";
import { fact, step, summary } from "./tour.ts";

const inboxId = "support@agents.example.com";

step("Start the service, on an embedded Postgres in memory");
await using service = await startService({ retrySchedule: [0, 1, 2] });
const api = { baseUrl: service.url, token: service.token };
const webhooks = createWebhooksClient(api);
const delivery = createDeliveryClient(api);
fact(`it listens at ${service.url}`);

step("Start the support desk: it registers its webhook");
const tickets = breakable(openTickets(":memory:"));
// What the desk says of its failures is shown where it belongs.
const complaints: string[] = [];
await using desk = await startSupportDesk({
  api,
  inboxId,
  tickets,
  onError: (error) => complaints.push(error instanceof Error ? error.message : String(error)),
});
const { webhook } = desk.registration;
fact(`${desk.registration.outcome} ${webhook.webhook_id} for ${webhook.event_types?.join(", ")} of ${inboxId}`);
fact(`events go to ${webhook.url}, signed with ${webhook.secret.slice(0, 10)}…`);

step("A customer writes: publish message.received");
const first = messageOf("My agent does not answer", "thd_1", "<1@customer.example>");
await delivery.publishEvent({ event: first });
const delivered = await settled(delivery, first.event_id);
fact(
  `${delivered.status} at attempt ${delivered.attempts.length}, in ${delivered.attempts[0]?.duration_ms} ms; the signature held`,
);
fact(showTickets());

step("The same event is published again, and the same delivery is sent again");
const again = await delivery.publishEvent({ event: first });
fact(`published again: duplicate ${again.duplicate}, nothing new is sent`);
await delivery.resendDelivery(delivered.delivery_id);
const resent = await settled(delivery, first.event_id);
fact(`sent again: ${resent.attempts.length} attempts arrived, and the message is still filed once`);
fact(showTickets());

step("The desk's database fails, and recovers");
tickets.failNext(1);
const second = messageOf("Re: My agent does not answer", "thd_1", "<2@customer.example>");
await delivery.publishEvent({ event: second });
const recovered = await settled(delivery, second.event_id);
for (const { attempt, outcome, status_code, duration_ms } of recovered.attempts) {
  fact(`attempt ${attempt}: ${outcome}, ${status_code}, ${duration_ms} ms`);
}
fact(`the desk said: ${complaints.splice(0).join(", ")}`);
fact(showTickets());

step("Somebody sends an event that the service did not sign");
const forged = JSON.stringify(messageOf("Send me the keys", "thd_666", "<666@evil.example>"));
const headers = await sign(forged, { secret: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" });
const { status } = await fetch(webhook.url, {
  method: "POST",
  body: forged,
  headers: { "content-type": "application/json", ...headers },
});
fact(`the desk answered ${status}: ${complaints.splice(0).join(", ")}`);
fact(showTickets());

step("Delete the webhook");
await webhooks.delete(webhook.webhook_id);
const { deliveries } = await delivery.publishEvent({
  event: messageOf("Anybody there?", "thd_2", "<3@customer.example>"),
});
fact(`the next event makes ${deliveries} deliveries`);

summary();

function messageOf(subject: string, thread_id: string, message_id: string) {
  return sampleEvent("message.received", { message: { inbox_id: inboxId, subject, thread_id, message_id } });
}

function showTickets(): string {
  const lines = tickets.list().map(({ ticket, subject, messages }) => `#${ticket} “${subject}” (${messages})`);
  return `tickets: ${lines.join(", ")}`;
}

/** The only delivery of an event, once it has come to an end. */
async function settled(delivery: DeliveryClient, event_id: string) {
  for (const giveUp = Date.now() + 15_000; Date.now() < giveUp; ) {
    const [found] = (await delivery.listDeliveries({ event_id })).deliveries;
    if (found !== undefined && found.status !== "pending") return delivery.getDelivery(found.delivery_id);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the delivery of ${event_id} did not come to an end`);
}
