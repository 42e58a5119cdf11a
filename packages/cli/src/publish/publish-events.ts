import { type DeliveryClient, ValidationError } from "@agent-webhooks/client";
import { operations, type PublishedEvent } from "@agent-webhooks/types/delivery";
import { publishEvents as publishEventsRoute } from "@agent-webhooks/types/delivery/routes";
import type { JsonSchema } from "@agent-webhooks/types/json-schema";
import { eventSchemas } from "@agent-webhooks/types/schemas";
import type { ApiContext } from "../command.ts";
import { CommandError } from "../errors.ts";
import { Progress } from "../output/printer.ts";
import { formatCount } from "../output/text.ts";
import type { EventToPublish } from "./read-events.ts";

const { maxBytes } = operations.publishEvents.requestBody;
const maxEvents = publishEventsRoute.limits.events;

interface PublishOptions {
  /** Pod of the events that have none. */
  readonly podId: string | undefined;
  /** How many events there are, if they are samples: those get new ids each time. */
  readonly sampleCount: number | undefined;
}

/** Publishes events in batches, and prints the results. */
export async function publishEvents(
  events: AsyncIterable<EventToPublish>,
  { podId, sampleCount }: PublishOptions,
  { delivery, print, io }: ApiContext,
): Promise<void> {
  const total = { events: 0, deliveries: 0, duplicates: 0 };
  const progress = new Progress(io.stderr);
  let last: PublishedEvent | undefined;
  try {
    for await (const batch of splitIntoBatches(withPodId(events, podId))) {
      for await (const published of publishBatch(batch, delivery)) {
        for (last of published) {
          total.events += 1;
          // The deliveries of a duplicate are those of the original.
          if (last.duplicate) total.duplicates += 1;
          else total.deliveries += last.deliveries;
          if (print.json) print.item(last, () => "");
        }
        progress.show(`Published ${formatCount(total.events, "event")}`);
      }
    }
  } catch (error) {
    progress.clear();
    if (total.events > 0) print.note(formatInterrupted(total.events, sampleCount));
    throw error;
  }
  progress.clear();
  if (!print.json && last !== undefined) io.stdout.write(total.events === 1 ? formatResult(last) : formatTotal(total));
}

async function* withPodId(
  events: AsyncIterable<EventToPublish>,
  podId: string | undefined,
): AsyncGenerator<EventToPublish> {
  for await (const { place, request } of events) {
    yield { place, request: podId === undefined || hasPodId(request.event) ? request : { pod_id: podId, ...request } };
  }
}

const schemas = eventSchemas as Readonly<Record<string, JsonSchema | undefined>>;

/** Whether an event, which is not validated, has a `pod_id` in an object where the spec has one: `domain.pod_id`. */
function hasPodId(event: unknown): boolean {
  const fields = Object(event);
  const { properties = {} } = schemas[fields.event_type] ?? {};
  return Object.entries(properties).some(
    ([name, schema]) => schema.properties?.pod_id !== undefined && Object(fields[name]).pod_id !== undefined,
  );
}

const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** Groups events into the largest batches that the service accepts. */
export async function* splitIntoBatches(
  events: AsyncIterable<EventToPublish>,
): AsyncGenerator<readonly EventToPublish[]> {
  // Each event counts with a comma after it; the last has none.
  const emptyBatchBytes = sizeOf({ events: [] }) - 1;
  let batch: EventToPublish[] = [];
  let bytes = emptyBatchBytes;
  for await (const event of events) {
    const size = sizeOf(event.request) + 1;
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

/**
 * Publishes all events of a batch or none, and yields the results. If they have too many deliveries together, each half
 * becomes a batch of its own.
 */
async function* publishBatch(
  batch: readonly EventToPublish[],
  delivery: DeliveryClient,
): AsyncGenerator<readonly PublishedEvent[]> {
  let published: readonly PublishedEvent[];
  try {
    published = await sendBatch(batch, delivery);
  } catch (error) {
    if (!(error instanceof ValidationError) || error.issues.length === 0) throw error;
    if (batch.length === 1 || error.issues.some(({ path }) => path !== "events")) throw locateIssues(error, batch);
    const middle = Math.ceil(batch.length / 2);
    yield* publishBatch(batch.slice(0, middle), delivery);
    yield* publishBatch(batch.slice(middle), delivery);
    return;
  }
  yield published;
}

/** A single event is not sent as a batch, unless the request of one event has no space for it. */
async function sendBatch(
  batch: readonly EventToPublish[],
  delivery: DeliveryClient,
): Promise<readonly PublishedEvent[]> {
  const [first, ...others] = batch.map(({ request }) => request);
  if (first === undefined) return [];
  if (others.length === 0 && sizeOf(first) <= operations.publishEvent.requestBody.maxBytes) {
    return [await delivery.publishEvent(first)];
  }
  return (await delivery.publishEvents({ events: [first, ...others] })).results;
}

/** Names the places in the input, such as "line 4", instead of those in the request. */
function locateIssues(error: ValidationError, batch: readonly EventToPublish[]): CommandError {
  const issues = error.issues.map(({ path, message }) => {
    const [, index = "0", field = ""] = /^(?:events\.(\d+)\.?)?(?:event(?:\.|$))?(.*)$/.exec(path) ?? [];
    return `${batch[Number(index)]?.place}: ${field} ${message}`.replace("  ", " ");
  });
  const rest = batch.length > 1 ? ` None of the ${batch.length} events in this batch was published.` : "";
  return new CommandError(`The service rejected the request: ${issues.join("; ")}.${rest}`, { cause: error });
}

function formatInterrupted(count: number, sampleCount: number | undefined): string {
  const published = `Published ${formatCount(count, "event")}`;
  return sampleCount === undefined
    ? `${published} before this error. Publish all of them again: duplicates are skipped.`
    : `${published} of ${sampleCount.toLocaleString("en")} before this error.`;
}

function formatResult({ event_id, deliveries, duplicate }: PublishedEvent): string {
  if (duplicate) return `${event_id} was already published; nothing was sent.\n`;
  return `Published ${event_id} to ${deliveries === 0 ? "no webhooks" : formatCount(deliveries, "webhook")}.\n`;
}

function formatTotal({ events, deliveries, duplicates }: Record<"events" | "deliveries" | "duplicates", number>) {
  const skipped = duplicates === 0 ? "" : `; ${formatCount(duplicates, "event")} already published`;
  return `Published ${formatCount(events - duplicates, "event")}: ${formatCount(deliveries, "delivery")}${skipped}.\n`;
}
