import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { EventType, MessageReceivedEvent, WebhookEvents } from "@agent-webhooks/types";
import { expectTypeOf, test } from "vitest";
import {
  type AnyEvent,
  createReceiver,
  HeaderError,
  isKnownEvent,
  memoryDedupe,
  type ReceiverErrorCode,
  TimestampError,
  type UnknownEvent,
  type WebhookEvent,
} from "../src/index.ts";
import { sampleEvent, sign, signedRequest } from "../src/testing.ts";

const receiver = createReceiver({ secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] });

test("on passes the event of its type to a handler and returns the receiver", () => {
  receiver.on("message.received", (event) => {
    expectTypeOf(event).toEqualTypeOf<MessageReceivedEvent>();
    expectTypeOf(event.message.subject).toEqualTypeOf<string | undefined>();
    // @ts-expect-error field of another event
    event.bounce;
  });
  receiver.on("message.bounced", ({ bounce }) => expectTypeOf(bounce.recipients).items.toHaveProperty("address"));
  receiver.on("domain.verified", async ({ domain }) => expectTypeOf(domain.domain_id).toBeString());
  expectTypeOf(receiver.on("*", (event) => expectTypeOf(event).toEqualTypeOf<AnyEvent>())).toEqualTypeOf(receiver);
  // @ts-expect-error not a type of the contract
  receiver.on("message.receive", () => {});
  // @ts-expect-error handler of another event
  receiver.on("message.sent", (event: MessageReceivedEvent) => event);
  // @ts-expect-error missing handler
  receiver.on("message.sent");
});

test("verify returns an event of a known or unknown type, which isKnownEvent narrows", () => {
  type Verified = Awaited<ReturnType<typeof receiver.verify>>;
  expectTypeOf<Verified>().toEqualTypeOf<WebhookEvent | UnknownEvent>();
  const event = sampleEvent("message.sent") as Verified;
  expectTypeOf(event.event_type).toBeString();
  expectTypeOf(event.event_id).toBeString();
  if (isKnownEvent(event)) {
    expectTypeOf(event.event_type).toEqualTypeOf<EventType>();
    if (event.event_type === "message.bounced") expectTypeOf(event.bounce.sub_type).toBeString();
  } else {
    expectTypeOf(event).toEqualTypeOf<UnknownEvent>();
    expectTypeOf(event.anything).toBeUnknown();
    if (event.event_type === "message.opened") expectTypeOf(event).toEqualTypeOf<UnknownEvent>();
  }
});

test("a raw body is text or bytes, not a parsed value", () => {
  const headers = new Headers();
  receiver.verify("", headers);
  receiver.verify(new Uint8Array(), headers);
  receiver.verify(new ArrayBuffer(), headers);
  receiver.verify(Buffer.from(""), headers);
  // @ts-expect-error parsed
  receiver.verify({ event_type: "message.sent" }, headers);
  // @ts-expect-error not yet read
  receiver.verify(new Request("https://example.com").body, headers);
});

test("headers are Headers, Node's, or a record", () => {
  receiver.verify("", {} as IncomingMessage["headers"]);
  receiver.verify("", { "Webhook-Id": "a", "webhook-signature": ["v1,a", "v1,b"], other: undefined });
  // @ts-expect-error a number is not a header value
  receiver.verify("", { "webhook-timestamp": 17 });
  // @ts-expect-error missing headers
  receiver.verify("");
});

test("the handlers have the types that frameworks expect", () => {
  expectTypeOf(receiver.fetchHandler()).toEqualTypeOf<(request: Request) => Promise<Response>>();
  expectTypeOf(receiver.nodeHandler()).toExtend<RequestListener>();
  expectTypeOf(receiver.nodeHandler()).toExtend<
    (request: IncomingMessage & { body?: unknown }, response: ServerResponse, next: () => void) => Promise<void>
  >();
});

test("options are checked", () => {
  createReceiver({
    secrets: "a",
    toleranceSeconds: 1,
    maxBodyBytes: 1,
    dedupe: memoryDedupe(),
    onError: console.error,
  });
  createReceiver({ secrets: ["a", "b"] as const, dedupe: { seen: async () => true, forget: () => {} } });
  const none = undefined;
  createReceiver({ secrets: "a", toleranceSeconds: none, maxBodyBytes: none, dedupe: none, onError: none });
  memoryDedupe({ max: none, ttlSeconds: none });
  signedRequest("https://example.com", {}, { secret: "a", id: none, timestamp: none, headers: none });
  // @ts-expect-error missing secrets
  createReceiver({});
  // @ts-expect-error an environment variable may be unset
  createReceiver({ secrets: [process.env.WEBHOOK_SECRET] });
  // @ts-expect-error misspelt
  createReceiver({ secrets: "a", tolerance: 300 });
  // @ts-expect-error missing forget
  createReceiver({ secrets: "a", dedupe: { seen: () => true } });
});

test("errors have typed codes and data", () => {
  const error: unknown = undefined;
  if (error instanceof HeaderError) {
    expectTypeOf(error.code).toEqualTypeOf<"missing_header" | "malformed_header">();
    expectTypeOf(error.header).toBeString();
  }
  if (error instanceof TimestampError) {
    expectTypeOf(error.code).toEqualTypeOf<"timestamp_too_old" | "timestamp_too_new">();
    expectTypeOf(error.age).toBeNumber();
    expectTypeOf(error.code).toExtend<ReceiverErrorCode>();
  }
});

test("sample events and their overrides are typed", () => {
  expectTypeOf(sampleEvent("domain.verified")).toEqualTypeOf<WebhookEvents["domain.verified"]>();
  sampleEvent("message.received", { message: { subject: "x", to: ["a@b.c"] } });
  // @ts-expect-error not a type of the contract
  sampleEvent("no.such.event");
  // @ts-expect-error field of another event
  sampleEvent("message.received", { bounce: {} });
  // @ts-expect-error wrong type
  sampleEvent("message.received", { message: { subject: 17 } });
});

test("signing requires a secret", () => {
  sign("x", { secret: "a" });
  signedRequest("https://example.com", { event_type: "x" }, { secret: ["a", "b"], id: "msg_1", timestamp: 1 });
  // @ts-expect-error missing secret
  sign("x", {});
  // @ts-expect-error missing secret
  signedRequest("https://example.com", {});
});
