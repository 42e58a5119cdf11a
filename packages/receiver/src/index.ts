/**
 * Verifies webhook deliveries and returns typed events.
 *
 * @example
 * const receiver = createReceiver({ secrets: process.env.WEBHOOK_SECRET ?? "" });
 * receiver.on("message.received", async (event) => save(event.message));
 * export const POST = receiver.fetchHandler();
 */
export type { EventType, WebhookEvent, WebhookEvents } from "@agent-webhooks/types";
export { type DedupeStore, type MemoryDedupeOptions, memoryDedupe } from "./dedupe.ts";
export {
  BodyNotRawError,
  BodyTooLargeError,
  HeaderError,
  InvalidSecretError,
  MalformedBodyError,
  ReceiverError,
  type ReceiverErrorCode,
  SignatureError,
  TimestampError,
  VerificationError,
} from "./errors.ts";
export { type AnyEvent, type EventsByName, isKnownEvent, type UnknownEvent } from "./events.ts";
export type { FetchHandler, NodeHandler, NodeRequest, NodeResponse, RawBody, WebhookHeaders } from "./http-types.ts";
export { createReceiver, type Receiver, type ReceiverOptions } from "./receiver.ts";
