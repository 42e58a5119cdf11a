/**
 * Does this service use the API as the contract says? What its CI runs: against the mock of the spec, where every
 * request must be valid and every documented error can be had, and against the real service. Neither needs a network.
 */
import { ConflictError, WebhookError } from "@agent-webhooks/client";
import { contractFetch, type Exchange, startMock } from "@agent-webhooks/contract-checks";
import { startService } from "@agent-webhooks/server/testing";
import { operations } from "@agent-webhooks/types";
import { expect, test } from "vitest";
import { startSupportDesk } from "../src/support-desk.ts";
import { openTickets } from "../src/tickets.ts";

const inboxId = "support@agents.example.com";

/** Starts a desk against a mock that answers each operation as `prefer` says, and answers what was exchanged. */
async function startAgainstMock(prefer: Readonly<Record<string, string>>) {
  await using mock = await startMock();
  const exchanges: Exchange[] = [];
  const api = {
    baseUrl: mock.url,
    token: "any",
    maxRetries: 0,
    fetch: contractFetch({ onExchange: (exchange) => exchanges.push(exchange) }),
    onRequest: ({ method }: { method: string }, headers: Headers) => headers.set("prefer", prefer[method] ?? ""),
  };
  const start = startSupportDesk({ api, inboxId, tickets: openTickets(":memory:") });
  const error = await start.then(
    () => undefined,
    (error: unknown) => error,
  );
  return { error, requests: exchanges.map(({ operation, status }) => `${operation?.id} ${status}`) };
}

test("every request of a first start is valid by the spec", async () => {
  const { error, requests } = await startAgainstMock({ GET: "example=empty" });
  expect(requests).toEqual(["listWebhooks 200", "createWebhook 200"]);
  // A mock answers with the webhook of its example, which has another url: the desk notices.
  expect(error).toBeInstanceOf(ConflictError);
});

test.each(operations.listWebhooks.errors)("the desk does not start when it may not look: %i", async (status) => {
  const { error, requests } = await startAgainstMock({ GET: `code=${status}` });
  expect(requests).toEqual([`listWebhooks ${status}`]);
  expect(error).toBeInstanceOf(WebhookError);
  expect(error).toMatchObject({ status });
});

test.each(operations.createWebhook.errors)("the desk does not start without its webhook: %i", async (status) => {
  const { error, requests } = await startAgainstMock({ GET: "example=empty", POST: `code=${status}` });
  expect(requests).toEqual(["listWebhooks 200", `createWebhook ${status}`]);
  expect(error).toMatchObject({ status });
});

test("against the real service it registers, and every exchange keeps the contract", async () => {
  await using service = await startService();
  const api = { baseUrl: service.url, token: service.token, fetch: contractFetch() };
  await using desk = await startSupportDesk({ api, inboxId, tickets: openTickets(":memory:") });
  expect(desk.registration).toMatchObject({ outcome: "created", webhook: { inbox_ids: [inboxId] } });
});
