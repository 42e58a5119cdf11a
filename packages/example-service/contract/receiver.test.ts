/** Is this service a good receiver? What its CI runs, and what any service that receives webhooks can run. */
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
