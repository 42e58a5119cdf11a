import { expectTypeOf, test } from "vitest";
import type { schemas as deliverySchemas } from "../src/generated/delivery/schemas.ts";
import type * as routes from "../src/generated/webhooks/routes.ts";
import type { schemas } from "../src/generated/webhooks/schemas.ts";
import type {
  CreateWebhookRequest,
  components,
  EventType,
  JsonSchema,
  MessageReceivedEvent,
  Operation,
  OperationId,
  operations,
  Route,
  Webhook,
  WebhookEvent,
  WebhookEvents,
} from "../src/index.ts";

test("the operation table matches its type", () => {
  expectTypeOf<typeof operations>().toExtend<Record<OperationId, Operation>>();
});

test("every schema uses only the keywords of JsonSchema", () => {
  expectTypeOf<typeof schemas>().toExtend<Readonly<Record<string, JsonSchema>>>();
  expectTypeOf<typeof deliverySchemas>().toExtend<Readonly<Record<string, JsonSchema>>>();
});

test("there is a route for every operation", () => {
  expectTypeOf<typeof routes>().toExtend<Record<OperationId, Route>>();
});

test("event_type discriminates events", () => {
  expectTypeOf<WebhookEvent["event_type"]>().toEqualTypeOf<EventType>();
  expectTypeOf<keyof WebhookEvents>().toEqualTypeOf<EventType>();
  expectTypeOf<Extract<WebhookEvent, { event_type: "message.received" }>>().toEqualTypeOf<MessageReceivedEvent>();
  expectTypeOf<WebhookEvents["message.bounced"]["bounce"]["recipients"]>().items.toEqualTypeOf<
    components["schemas"]["BouncedRecipient"]
  >();
});

test("fields are required or optional as in the spec", () => {
  expectTypeOf<Webhook["secret"]>().toEqualTypeOf<string>();
  expectTypeOf<Webhook["event_types"]>().toEqualTypeOf<EventType[] | undefined>();
  expectTypeOf<Pick<CreateWebhookRequest, "url" | "event_types">>().toEqualTypeOf<{
    url: string;
    event_types: EventType[];
  }>();
  // @ts-expect-error event_types is required
  ({ url: "https://example.com" }) satisfies CreateWebhookRequest;
});
