import { type DeliveryClient, ValidationError } from "@agent-webhooks/client";
import type { PublishedEvent } from "@agent-webhooks/types/delivery";
import type { Api } from "../command.ts";
import { Failure } from "../errors.ts";
import { Progress } from "../output/progress.ts";
import { count } from "../output/text.ts";
import { batchesOf } from "./batches.ts";
import type { ReadEvent } from "./read-events.ts";

/** Publishes events, batch after batch, and prints what became of them. */
export async function publishAll(events: AsyncIterable<ReadEvent>, { delivery, print, io }: Api): Promise<void> {
  const total = { events: 0, deliveries: 0, duplicates: 0 };
  const progress = new Progress(io.stderr);
  let last: PublishedEvent | undefined;
  try {
    for await (const batch of batchesOf(events)) {
      for (last of await send(batch, delivery)) {
        total.events += 1;
        // What a duplicate once went to does not go out now.
        if (last.duplicate) total.duplicates += 1;
        else total.deliveries += last.deliveries;
        if (print.json) print.item(last, () => "");
      }
      progress.show(`Published ${count(total.events, "event")}`);
    }
  } catch (error) {
    progress.clear();
    if (total.events > 0) {
      print.note(
        `Before this, ${count(total.events, "event")} were published. Publish all again: those are left alone.`,
      );
    }
    throw error;
  }
  progress.clear();
  if (!print.json && last !== undefined) io.stdout.write(total.events === 1 ? aboutOne(last) : aboutMany(total));
}

/** One by itself, so that it may be as large as an event may be; several all or none. */
async function send(batch: readonly ReadEvent[], delivery: DeliveryClient): Promise<readonly PublishedEvent[]> {
  const [first, ...more] = batch;
  if (first === undefined) return [];
  try {
    if (more.length === 0) return [await delivery.publishEvent(first.request)];
    return (await delivery.publishEvents({ events: batch.map(({ request }) => request) })).results;
  } catch (error) {
    throw withPlaces(error, batch);
  }
}

/** The same refusal, with the places of the input in place of those in the request. */
function withPlaces(error: unknown, batch: readonly ReadEvent[]): unknown {
  if (!(error instanceof ValidationError)) return error;
  const issues = error.issues.map(({ path, message }) => {
    const [, index = "0", field = ""] = /^(?:events\.(\d+)\.?)?(?:event\.?)?(.*)$/.exec(path) ?? [];
    return `${batch[Number(index)]?.place}: ${field} ${message}`.replace("  ", " ");
  });
  const rest = batch.length > 1 ? ` Nothing of its batch of ${batch.length} was published.` : "";
  return new Failure(`The service refused this: ${issues.join("; ")}.${rest}`, { cause: error });
}

function aboutOne({ event_id, deliveries, duplicate }: PublishedEvent): string {
  if (duplicate) return `${event_id} was published before: nothing was sent.\n`;
  return `Published ${event_id}: ${deliveries === 0 ? "no webhook wants it" : `it goes to ${count(deliveries, "webhook")}`}.\n`;
}

function aboutMany({
  events,
  deliveries,
  duplicates,
}: Readonly<Record<"events" | "deliveries" | "duplicates", number>>) {
  const before = duplicates === 0 ? "" : `, of which ${count(duplicates, "event")} had been published before`;
  return `Published ${count(events, "event")}${before}: ${count(deliveries, "delivery")}.\n`;
}
