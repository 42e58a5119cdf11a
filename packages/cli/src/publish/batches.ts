import { operations } from "@agent-webhooks/types/delivery";
import { publishEvents } from "@agent-webhooks/types/delivery/routes";
import type { ReadEvent } from "./read-events.ts";

const { maxBytes } = operations.publishEvents.requestBody;
const maxEvents = publishEvents.limits.events;

/** Puts events together, as many as the service takes at once. */
export async function* batchesOf(events: AsyncIterable<ReadEvent>): AsyncGenerator<readonly ReadEvent[]> {
  // Each event is counted with a comma, and there is one comma less than that.
  const bytesAround = Buffer.byteLength(JSON.stringify({ events: [] })) - 1;
  let batch: ReadEvent[] = [];
  let bytes = bytesAround;
  for await (const event of events) {
    const size = Buffer.byteLength(JSON.stringify(event.request)) + 1;
    if (batch.length > 0 && (batch.length === maxEvents || bytes + size > maxBytes)) {
      yield batch;
      batch = [];
      bytes = bytesAround;
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
