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

test("a handler gets the event of its type", () => {
  receiver.on("message.received", (event) => {
    expectTypeOf(event).toEqualTypeOf<MessageReceivedEvent>();
    expectTypeOf(event.message.subject).toEqualTypeOf<string | undefined>();
    // @ts-expect-error another event's field
    event.bounce;
  });
  receiver.on("message.bounced", ({ bounce }) => expectTypeOf(bounce.recipients).items.toHaveProperty("address"));
  receiver.on("domain.verified", async ({ domain }) => expectTypeOf(domain.domain_id).toBeString());
  receiver.on("*", (event) => expectTypeOf(event).toEqualTypeOf<AnyEvent>());
  // @ts-expect-error not a type of the contract
  receiver.on("message.receive", () => {});
  // @ts-expect-error a handler of another event
  receiver.on("message.sent", (event: MessageReceivedEvent) => event);
  // @ts-expect-error no handler
  receiver.on("message.sent");
});

test("on can be chained", () => {
  expectTypeOf(receiver.on("message.sent", () => {})).toEqualTypeOf(receiver);
});

test("verify answers an event of a known or an unknown type, which isKnownEvent tells apart", () => {
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

test("a raw body is text or bytes, and nothing that was parsed", () => {
  const headers = new Headers();
  receiver.verify("", headers);
  receiver.verify(new Uint8Array(), headers);
  receiver.verify(new ArrayBuffer(), headers);
  receiver.verify(Buffer.from(""), headers);
  // @ts-expect-error parsed
  receiver.verify({ event_type: "message.sent" }, headers);
  // @ts-expect-error not read yet
  receiver.verify(new Request("https://example.com").body, headers);
});

test("headers are Headers, Node's, or a record", () => {
  receiver.verify("", {} as IncomingMessage["headers"]);
  receiver.verify("", { "Webhook-Id": "a", "webhook-signature": ["v1,a", "v1,b"], other: undefined });
  // @ts-expect-error numbers are no header values
  receiver.verify("", { "webhook-timestamp": 17 });
  // @ts-expect-error headers are needed
  receiver.verify("");
});

test("the handlers fit where they are used", () => {
  expectTypeOf(receiver.fetchHandler()).toEqualTypeOf<(request: Request) => Promise<Response>>();
  expectTypeOf(receiver.nodeHandler()).toExtend<RequestListener>();
  expectTypeOf(receiver.nodeHandler()).toExtend<
    (request: IncomingMessage & { body?: unknown }, response: ServerResponse, next: () => void) => Promise<void>
  >();
});

test("options are checked", () => {
  createReceiver({
    secrets: "whsec_x",
    toleranceSeconds: 1,
    maxBodyBytes: 1,
    dedupe: memoryDedupe(),
    onError: console.error,
  });
  createReceiver({ secrets: ["a", "b"] as const, dedupe: { seen: async () => true, forget: () => {} } });
  // @ts-expect-error secrets are needed
  createReceiver({});
  // @ts-expect-error an unset variable is no secret
  createReceiver({ secrets: [process.env.WEBHOOK_SECRET] });
  // @ts-expect-error misspelt
  createReceiver({ secrets: "a", tolerance: 300 });
  // @ts-expect-error a store must be able to forget
  createReceiver({ secrets: "a", dedupe: { seen: () => true } });
});

test("errors carry their code and their data", () => {
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

test("samples are typed, and so is what they are made of", () => {
  expectTypeOf(sampleEvent("domain.verified")).toEqualTypeOf<WebhookEvents["domain.verified"]>();
  sampleEvent("message.received", { message: { subject: "x", to: ["a@b.c"] } });
  // @ts-expect-error not a type of the contract
  sampleEvent("no.such.event");
  // @ts-expect-error another event's field
  sampleEvent("message.received", { bounce: {} });
  // @ts-expect-error of the wrong type
  sampleEvent("message.received", { message: { subject: 17 } });
});

test("signing needs a secret", () => {
  sign("x", { secret: "a" });
  signedRequest("https://example.com", { event_type: "x" }, { secret: ["a", "b"], id: "msg_1", timestamp: 1 });
  // @ts-expect-error no secret
  sign("x", {});
  // @ts-expect-error no secret
  signedRequest("https://example.com", {});
});
