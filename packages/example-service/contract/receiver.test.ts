/** Checks the webhook endpoint of this service. Any service that receives webhooks can run the same in its CI. */
import { receiverSuite } from "@agent-webhooks/contract-checks/vitest";
import { startService } from "@agent-webhooks/server/testing";
import { afterAll } from "vitest";
import { startSupportDesk } from "../src/support-desk.ts";
import { openTickets } from "../src/tickets.ts";

const cleanUp = new AsyncDisposableStack();
afterAll(() => cleanUp.disposeAsync());

receiverSuite(async () => {
  const service = cleanUp.use(await startService());
  const api = { baseUrl: service.url, token: service.token };
  const tickets = cleanUp.adopt(openTickets(":memory:"), ({ close }) => close());
  const desk = await startSupportDesk({ api, inboxId: "support@agents.example.com", tickets, onError: () => {} });
  cleanUp.use(desk);
  const { url, secret } = desk.registration.webhook;
  return { url, secret };
});
