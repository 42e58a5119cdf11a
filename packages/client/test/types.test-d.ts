import {
  type AnyWebhookError,
  type ApiPromise,
  type ClientOptions,
  createWebhooksClient,
  type EnsuredWebhook,
  isWebhookError,
  type Logger,
  type Page,
  RateLimitError,
  ValidationError,
  type WebhooksClient,
} from "@agent-webhooks/client";
import { createWebhooksClient as createValidating } from "@agent-webhooks/client/validate";
import type {
  CreateWebhookRequest,
  EventType,
  ListWebhooksResponse,
  UpdateWebhookRequest,
  Webhook,
} from "@agent-webhooks/types";
import { describe, expectTypeOf, test } from "vitest";

declare const client: WebhooksClient;
const url = "https://example.com/";
const event_types: EventType[] = ["message.received"];

describe("results are the spec's types", () => {
  test("of the methods", () => {
    expectTypeOf(client.get("wh_1")).toEqualTypeOf<ApiPromise<Webhook>>();
    expectTypeOf(client.create({ url, event_types })).resolves.toEqualTypeOf<Webhook>();
    expectTypeOf(client.update("wh_1", {})).resolves.toEqualTypeOf<Webhook>();
    expectTypeOf(client.delete("wh_1")).resolves.toEqualTypeOf<void>();
    expectTypeOf(client.ensure({ url, event_types, client_id: "c" })).resolves.toEqualTypeOf<EnsuredWebhook>();
    expectTypeOf<EnsuredWebhook["outcome"]>().toEqualTypeOf<"created" | "unchanged" | "updated">();
  });

  test("of withResponse", () => {
    expectTypeOf(client.get("wh_1").withResponse()).resolves.toEqualTypeOf<{
      readonly data: Webhook;
      readonly response: Response;
    }>();
  });

  test("of a list", () => {
    const list = client.list();
    expectTypeOf<Awaited<typeof list>>().toEqualTypeOf<Page<ListWebhooksResponse>>();
    expectTypeOf(list.toArray()).resolves.toEqualTypeOf<Webhook[]>();
    async () => {
      for await (const webhook of list) expectTypeOf(webhook).toEqualTypeOf<Webhook>();
      expectTypeOf((await list).nextPage()).resolves.toEqualTypeOf<Page<ListWebhooksResponse>>();
    };
  });

  test("of the raw client", () => {
    async () => {
      const { data } = await client.raw.GET("/agent/v0/webhooks/{webhook_id}", {
        params: { path: { webhook_id: "" } },
      });
      expectTypeOf(data).toEqualTypeOf<Webhook | undefined>();
    };
  });
});

describe("values of the declared types compile", () => {
  test("as bodies and options", () => {
    expectTypeOf((body: CreateWebhookRequest) => client.create(body)).toBeFunction();
    expectTypeOf((body: UpdateWebhookRequest) => client.update("wh_1", body)).toBeFunction();
    expectTypeOf((signal: AbortSignal | undefined) => client.get("wh_1", { signal })).toBeFunction();
  });

  test("as options of a client, also undefined", () => {
    const create = (fetch: ClientOptions["fetch"], logger: Logger | undefined, idempotencyKeys: boolean | undefined) =>
      createWebhooksClient({ baseUrl: url, token: "t", fetch, logger, idempotencyKeys, onRetry: undefined });
    expectTypeOf(create).returns.toEqualTypeOf<WebhooksClient>();
  });
});

describe("what the spec does not declare does not compile", () => {
  test("a field of a body", () => {
    // @ts-expect-error inbox_id
    client.create({ url, event_types, inbox_id: "a" });
    const body = { url, event_types, inbox_id: "a" };
    // @ts-expect-error inbox_id, from a variable
    client.create(body);
    // @ts-expect-error url never changes
    client.update("wh_1", { url });
    const change = { add_inbox_ids: ["a"], url };
    // @ts-expect-error url, from a variable
    client.update("wh_1", change);
    // @ts-expect-error event_types is required
    client.create({ url });
    // @ts-expect-error not an event type
    client.create({ url, event_types: ["message.recieved"] });
    // @ts-expect-error null is not absent
    client.create({ url, event_types, client_id: null });
    // @ts-expect-error ensure requires client_id
    client.ensure({ url, event_types });
    const wanted = { url, event_types, client_id: "c", enabled: true };
    // @ts-expect-error enabled, from a variable
    client.ensure(wanted);
  });

  test("a parameter", () => {
    // @ts-expect-error page_size
    client.list({ page_size: 1 });
    const query = { limit: 1, page_size: 1 };
    // @ts-expect-error page_size, from a variable
    client.list(query);
    // @ts-expect-error a number
    client.list({ limit: "1" });
    // @ts-expect-error an id is a string
    client.get(7);
    // @ts-expect-error the id is required
    client.delete();
  });

  test("an option of a call", () => {
    // @ts-expect-error timeout
    client.get("wh_1", { timeout: 1 });
    const options = { timeoutMs: 1, retries: 3 };
    // @ts-expect-error retries, from a variable
    client.get("wh_1", options);
    // @ts-expect-error retries, from a variable
    client.list({}, options);
    // @ts-expect-error retries, from a variable
    client.create({ url, event_types }, options);
    // @ts-expect-error a number
    client.delete("wh_1", { maxRetries: "2" });
  });

  test("an option of the client", () => {
    // @ts-expect-error token is required
    createWebhooksClient({ baseUrl: url });
    // @ts-expect-error apiKey
    createWebhooksClient({ baseUrl: url, token: "t", apiKey: "k" });
    const options = { baseUrl: url, token: "t", apiKey: "k" };
    // @ts-expect-error apiKey, from a variable
    createWebhooksClient(options);
    // @ts-expect-error `true` needs the entry with the validator
    createWebhooksClient({ baseUrl: url, token: "t", validate: true });
    expectTypeOf(createValidating({ baseUrl: url, token: "t", validate: true })).toEqualTypeOf<WebhooksClient>();
    // @ts-expect-error apiKey, from a variable
    createValidating(options);
  });

  test("a path or a method of the raw client", () => {
    // @ts-expect-error no such path
    client.raw.GET("/agent/v0/webhook");
    // @ts-expect-error no such method
    client.raw.PUT("/agent/v0/webhooks");
    // @ts-expect-error the id is missing
    client.raw.GET("/agent/v0/webhooks/{webhook_id}");
  });
});

describe("errors narrow", () => {
  const error: unknown = undefined;

  test("by class", () => {
    if (error instanceof ValidationError) expectTypeOf(error.issues[0]?.path).toEqualTypeOf<string | undefined>();
    if (error instanceof RateLimitError) expectTypeOf(error.status).toEqualTypeOf<429>();
  });

  test("by status", () => {
    if (isWebhookError(error) && error.status === 429) expectTypeOf(error.name).toExtend<string>();
    if (isWebhookError(error) && error.status === 400) {
      expectTypeOf<Extract<typeof error, { name: "NotFoundError" }>>().toBeNever();
    }
  });

  test("by name", () => {
    const name = (found: AnyWebhookError) => {
      if (found.name === "ValidationError") expectTypeOf(found).toEqualTypeOf<ValidationError>();
    };
    expectTypeOf(name).toBeFunction();
  });
});
