import { ConflictError, ValidationError } from "@agent-webhooks/client";
import type { CreateWebhookRequest } from "@agent-webhooks/types";
import { UpdateWebhookRequestSchema } from "@agent-webhooks/types/schemas";
import { beforeEach, describe, expect, test } from "vitest";
import { InMemoryProvider } from "./in-memory-provider.ts";
import { wanted as base, clientOf, errorOf } from "./scripted-fetch.ts";

const wanted = { ...base, client_id: "support" };
let provider: InMemoryProvider;
const client = () => clientOf(provider.fetch);
const changes = () => provider.requests.filter((request) => !request.startsWith("GET"));

beforeEach(() => {
  provider = new InMemoryProvider();
});

test("creates a webhook that does not exist", async () => {
  const { webhook, outcome } = await client().ensure({ ...wanted, inbox_ids: ["a"] });
  expect(outcome).toBe("created");
  expect(webhook).toMatchObject({ ...wanted, inbox_ids: ["a"] });
  expect(provider.webhooks).toEqual([webhook]);
});

test("does not change a webhook that matches, whatever the order of its lists", async () => {
  const types = ["message.sent" as const, "message.received" as const];
  await client().ensure({ ...wanted, event_types: types, inbox_ids: ["a", "b"], pod_ids: ["p"] });
  const again = { ...wanted, event_types: types.toReversed(), inbox_ids: ["b", "a", "a"], pod_ids: ["p"] };
  expect((await client().ensure(again)).outcome).toBe("unchanged");
  expect(changes()).toEqual(["POST /agent/v0/webhooks"]);
});

test.each([undefined, null, ""])("rejects the client_id %j, and sends nothing", async (client_id) => {
  const { client_id: _, ...withoutId } = (await client().ensure(wanted)).webhook;
  provider.webhooks.splice(0, 1, withoutId);
  provider.requests.length = 0;
  const error = await errorOf(client().ensure({ ...base, client_id: client_id as unknown as string }));
  expect(error).toBeInstanceOf(ValidationError);
  expect(error).toMatchObject({ issues: [{ path: "client_id", message: "is empty" }] });
  expect(provider.requests).toEqual([]);
});

test("finds a webhook on a later page", async () => {
  await client().ensure(wanted);
  for (let index = 0; index < 101; index++) await client().create({ ...base, client_id: `other${index}` });
  const before = provider.requests.length;
  expect((await client().ensure(wanted)).outcome).toBe("unchanged");
  expect((await client().ensure({ ...wanted, client_id: "new" })).outcome).toBe("created");
  expect(provider.requests.length - before).toBe(4);
});

describe("updates inboxes and pods in one request", () => {
  test.each([
    ["adds", { inbox_ids: ["a"] }, { inbox_ids: ["a", "b"], pod_ids: ["p"] }],
    ["removes", { inbox_ids: ["a", "b"], pod_ids: ["p"] }, { inbox_ids: ["b"] }],
    ["replaces", { inbox_ids: ["a"] }, { inbox_ids: ["b"] }],
    ["moves from inboxes to pods", { inbox_ids: ["a"] }, { pod_ids: ["p"] }],
    ["limits a webhook that had no limit", {}, { pod_ids: ["p"] }],
  ])("%s", async (_, before, after) => {
    await client().ensure({ ...wanted, ...before });
    const { webhook, outcome } = await client().ensure({ ...wanted, ...after });
    expect(outcome).toBe("updated");
    const ids = ({ inbox_ids, pod_ids }: { inbox_ids?: string[]; pod_ids?: string[] }) => ({ inbox_ids, pod_ids });
    expect(ids(webhook)).toEqual(ids(after));
    expect(changes()).toHaveLength(2);
    expect((await client().ensure({ ...wanted, ...after })).outcome).toBe("unchanged");
  });

  test("with only the ids that change", async () => {
    await client().ensure({ ...wanted, inbox_ids: ["a", "b"] });
    const bodies: string[] = [];
    const fetch = async (request: Request) => {
      bodies.push(await request.clone().text());
      return provider.fetch(request);
    };
    await clientOf(fetch).ensure({ ...wanted, inbox_ids: ["b", "c"] });
    expect(bodies.filter(Boolean).map((body) => JSON.parse(body))).toEqual([
      { add_inbox_ids: ["c"], remove_inbox_ids: ["a"] },
    ]);
  });
});

describe("finds a difference in any field of the spec", () => {
  const values: { readonly [Field in keyof Required<Omit<CreateWebhookRequest, "client_id">>]: readonly unknown[] } = {
    url: ["https://example.com/a", "https://example.com/b"],
    event_types: [["message.sent"], ["message.sent", "message.bounced"]],
    inbox_ids: [["a"], ["b"]],
    pod_ids: [["p"], ["q"]],
  };

  test.each(Object.entries(values))("%s: updates it if an update can, else throws", async (field, [before, after]) => {
    await client().ensure({ ...wanted, [field]: before });
    const isUpdatable = [field, `add_${field}`].some((name) => name in UpdateWebhookRequestSchema.properties);
    const call = client().ensure({ ...wanted, [field]: after });
    if (!isUpdatable) return expect(call).rejects.toBeInstanceOf(ConflictError);
    expect(await call).toMatchObject({ outcome: "updated", webhook: { [field]: after } });
    expect((await client().ensure({ ...wanted, [field]: after })).outcome).toBe("unchanged");
  });
});

describe("throws a ConflictError for a difference that no update can remove, and changes nothing", () => {
  test.each([
    ["url", { url: "https://example.com/other" }, {}],
    ["url", { url: `${base.url}/longer` }, {}],
    ["event_types", { event_types: ["message.sent" as const] }, {}],
    ["event_types", { event_types: [...base.event_types, "message.sent" as const] }, {}],
    ["inbox_ids", {}, { inbox_ids: ["a"] }],
    ["pod_ids", {}, { pod_ids: ["p"] }],
  ])("different %s: %o", async (field, after, before) => {
    const { webhook } = await client().ensure({ ...wanted, ...before });
    const call = client().ensure({ ...wanted, ...after });
    await expect(call).rejects.toBeInstanceOf(ConflictError);
    await expect(call).rejects.toThrow(`Cannot change ${field} of ${webhook.webhook_id}. Replace it.`);
    expect(changes()).toHaveLength(1);
  });

  test("also for the webhook that a concurrent call created", async () => {
    const other = new InMemoryProvider();
    const slow = async (request: Request) => {
      // Created after the list was read.
      if (request.method === "POST")
        await clientOf(other.fetch).create({ ...wanted, url: "https://example.com/other" });
      return other.fetch(request);
    };
    await expect(clientOf(slow).ensure(wanted)).rejects.toBeInstanceOf(ConflictError);
  });
});

test("treats empty lists of an existing webhook as absent", async () => {
  const { webhook } = await client().ensure(wanted);
  Object.assign(webhook, { inbox_ids: [], pod_ids: [] });
  provider.webhooks.splice(0, 1, webhook);
  expect((await client().ensure(wanted)).outcome).toBe("unchanged");
});

test("sends every request with the options of the call", async () => {
  const traces: unknown[] = [];
  const fetch = (request: Request) => {
    traces.push(request.headers.get("x-trace"));
    return provider.fetch(request);
  };
  await clientOf(fetch).ensure(wanted, { headers: { "x-trace": "1" } });
  expect(traces).toEqual(["1", "1"]);
});
