import type { CallOptions, createWebhooksClient, WebhooksClient } from "@agent-webhooks/client";
import type {
  CreateWebhookRequest,
  EventType,
  ListWebhooksResponse,
  OperationId,
  paths,
  UpdateWebhookRequest,
  Webhook,
} from "@agent-webhooks/types";
import { describe, expectTypeOf, test } from "vitest";

declare const client: WebhooksClient;
type Input<Body> = Body extends { requestBody: { content: { "application/json": infer Json } } } ? Json : never;
type Output<Operation> = Operation extends { responses: { 200: { content: { "application/json": infer Json } } } }
  ? Json
  : never;
type Collection = paths["/agent/v0/webhooks"];
type Item = paths["/agent/v0/webhooks/{webhook_id}"];

describe("the types of the client are those of the spec", () => {
  test("there is a method for every operation", () => {
    type Method<Id> = Id extends `${infer Verb}Webhook${string}` ? Verb : never;
    expectTypeOf<Method<OperationId>>().toExtend<keyof WebhooksClient>();
  });

  test("arguments are request bodies", () => {
    expectTypeOf<Input<Collection["post"]>>().toEqualTypeOf<CreateWebhookRequest>();
    expectTypeOf<Input<Item["patch"]>>().toEqualTypeOf<UpdateWebhookRequest>();
    expectTypeOf<
      Parameters<typeof client.create<CreateWebhookRequest, CallOptions>>[0]
    >().toExtend<CreateWebhookRequest>();
    expectTypeOf<CreateWebhookRequest>().toExtend<
      Parameters<typeof client.create<CreateWebhookRequest, CallOptions>>[0]
    >();
    expectTypeOf<UpdateWebhookRequest>().toExtend<
      Parameters<typeof client.update<UpdateWebhookRequest, CallOptions>>[1]
    >();
  });

  test("results are the bodies of 200", () => {
    expectTypeOf<Output<Item["get"]>>().toEqualTypeOf<Webhook>();
    expectTypeOf(client.get("wh_1")).resolves.toEqualTypeOf<Output<Item["get"]>>();
    expectTypeOf(client.create({ url: "https://example.com/", event_types: [] })).resolves.toEqualTypeOf<
      Output<Collection["post"]>
    >();
    expectTypeOf(client.update("wh_1", {})).resolves.toEqualTypeOf<Output<Item["patch"]>>();
    expectTypeOf(client.delete("wh_1")).resolves.toEqualTypeOf<void>();
    expectTypeOf<Awaited<ReturnType<typeof client.list>>>().toExtend<ListWebhooksResponse>();
    expectTypeOf<Output<Collection["get"]>>().toEqualTypeOf<ListWebhooksResponse>();
  });

  test("event types are the enum of the spec", () => {
    const create = (type: EventType) => client.create({ url: "https://example.com/", event_types: [type] });
    expectTypeOf(create).parameter(0).toEqualTypeOf<CreateWebhookRequest["event_types"][number]>();
  });
});

describe("anything that is not in the spec does not compile", () => {
  test("an invalid body", () => {
    const url = "https://example.com/";
    // @ts-expect-error event_types is required
    client.create({ url });
    // @ts-expect-error not an event type
    client.create({ url, event_types: ["message.recieved"] });
    // @ts-expect-error inbox_id is not a field, inbox_ids is
    client.create({ url, event_types: [], inbox_id: "inbox_1" });
    const wider = { url, event_types: [] as EventType[], inbox_id: "inbox_1" };
    // @ts-expect-error nor when it comes from a variable
    client.create(wider);
    // @ts-expect-error null is not absent
    client.create({ url, event_types: [], client_id: null });
    // @ts-expect-error a webhook's URL never changes
    client.update("wh_1", { url });
  });

  test("an invalid parameter", () => {
    // @ts-expect-error page_size is not a parameter
    client.list({ page_size: 10 });
    // @ts-expect-error limit is a number
    client.list({ limit: "10" });
    // @ts-expect-error an id is needed
    client.get();
  });

  test("an invalid path or method of the raw client", () => {
    // @ts-expect-error no such path
    client.raw.GET("/agent/v0/webhook");
    // @ts-expect-error no such method
    client.raw.PUT("/agent/v0/webhooks", {});
    // @ts-expect-error the id is missing
    client.raw.GET("/agent/v0/webhooks/{webhook_id}");
  });

  test("an invalid option", () => {
    // @ts-expect-error misspelt
    client.get("wh_1", { timeout: 1 });
    type Options = Parameters<typeof createWebhooksClient>[0];
    expectTypeOf<Options>().toHaveProperty("baseUrl");
  });
});
