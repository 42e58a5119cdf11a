import type { CallOptions, WebhooksClient } from "@agent-webhooks/client";
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
