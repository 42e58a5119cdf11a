import { operations } from "@agent-webhooks/types/delivery";
import { publishEvents } from "@agent-webhooks/types/delivery/routes";
import type { EventToPublish } from "./read-events.ts";

const { maxBytes } = operations.publishEvents.requestBody;
const maxEvents = publishEvents.limits.events;

/** Groups events into the largest batches that the service accepts. */
export async function* splitIntoBatches(
  events: AsyncIterable<EventToPublish>,
): AsyncGenerator<readonly EventToPublish[]> {
  // Each event counts with a comma after it; the last has none.
  const emptyBatchBytes = Buffer.byteLength(JSON.stringify({ events: [] })) - 1;
  let batch: EventToPublish[] = [];
  let bytes = emptyBatchBytes;
  for await (const event of events) {
    const size = Buffer.byteLength(JSON.stringify(event.request)) + 1;
    if (batch.length > 0 && (batch.length === maxEvents || bytes + size > maxBytes)) {
      yield batch;
      batch = [];
      bytes = emptyBatchBytes;
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
