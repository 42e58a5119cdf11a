import { createReadStream } from "node:fs";
import { sampleEvent } from "@agent-webhooks/receiver/testing";
import type { EventType } from "@agent-webhooks/types";
import { UsageError, whyUnreadable } from "../errors.ts";
import type { ReadEvent } from "./read-events.ts";

/**
 * The bytes of a file.
 *
 * @throws UsageError when it cannot be read
 */
export async function* openFile(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path);
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${whyUnreadable(error)}.`);
  }
}

/** The spec's example of an event type, each time under a fresh `event_id`. */
export async function* samples(type: EventType, number: number): AsyncGenerator<ReadEvent> {
  for (let index = 1; index <= number; index++) {
    yield { place: `sample ${index}`, request: { event: sampleEvent(type) } };
  }
}

/** The events, with this pod where they name none. */
export async function* withPod(events: AsyncIterable<ReadEvent>, podId: string | undefined): AsyncGenerator<ReadEvent> {
  for await (const { place, request } of events) {
    yield podId === undefined ? { place, request } : { place, request: { pod_id: podId, ...request } };
  }
}
