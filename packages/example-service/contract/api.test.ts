/**
 * Checks how this service uses the API: against a mock of the spec, where every request must be valid and every
 * documented error can be produced, and against the real service. Neither needs a network.
 */
import { ConflictError, WebhookError } from "@agent-webhooks/client";
import { contractFetch, type Exchange, startMock } from "@agent-webhooks/contract-checks";
import { startService } from "@agent-webhooks/server/testing";
import { operations } from "@agent-webhooks/types";
import { expect, test } from "vitest";
import { startSupportDesk } from "../src/support-desk.ts";
import { openTickets } from "../src/tickets.ts";

const inboxId = "support@agents.example.com";

/** Starts a desk against a mock that responds as `prefer` says, and returns what it requested. */
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
  // The mock returns the webhook of its example, which has another url: the desk rejects it.
  expect(error).toBeInstanceOf(ConflictError);
});

test.each(operations.listWebhooks.errors)("the desk does not start when listing webhooks fails: %i", async (status) => {
  const { error, requests } = await startAgainstMock({ GET: `code=${status}` });
  expect(requests).toEqual([`listWebhooks ${status}`]);
  expect(error).toBeInstanceOf(WebhookError);
  expect(error).toMatchObject({ status });
});

test.each(operations.createWebhook.errors)(
  "the desk does not start when creating its webhook fails: %i",
  async (status) => {
    const { error, requests } = await startAgainstMock({ GET: "example=empty", POST: `code=${status}` });
    expect(requests).toEqual(["listWebhooks 200", `createWebhook ${status}`]);
    expect(error).toMatchObject({ status });
  },
);

test("registers with the real service, and every exchange keeps the contract", async () => {
  await using service = await startService();
  const api = { baseUrl: service.url, token: service.token, fetch: contractFetch() };
  await using desk = await startSupportDesk({ api, inboxId, tickets: openTickets(":memory:") });
  expect(desk.registration).toMatchObject({ outcome: "created", webhook: { inbox_ids: [inboxId] } });
});
