import { ReceiverError } from "./errors.ts";
import type { WebhookHeaders } from "./headers.ts";
import type { Delivery, Verify } from "./verify.ts";

/** Handles one request of whatever runtime, and tells the status to answer. Never rejects. */
export type Answer = (
  method: string | undefined,
  headers: WebhookHeaders,
  readRawBody: () => unknown,
) => Promise<number>;

export const createAnswer =
  (verify: Verify, handle: (delivery: Delivery) => Promise<void>, onError?: (error: unknown) => unknown): Answer =>
  async (method, headers, readRawBody) => {
    if (method !== "POST") return 405;
    let delivery: Delivery | undefined;
    try {
      delivery = await verify(await readRawBody(), headers);
      await handle(delivery);
      return 200;
    } catch (error) {
      try {
        await onError?.(error);
      } catch {
        // The answer stays what it is.
      }
      // What a handler throws is never ours, even when it looks so: its failure must bring the event again.
      return !delivery && error instanceof ReceiverError ? error.status : 500;
    }
  };
