import { setTimeout } from "node:timers/promises";
import { AbortError, type ListDeliveriesQuery } from "@agent-webhooks/client";
import type { Delivery } from "@agent-webhooks/types/delivery";
import { listDeliveries } from "@agent-webhooks/types/delivery/routes";
import type { ApiContext } from "./command.ts";
import { createStyles, toPrintable } from "./output/text.ts";

const pollMs = 1_000;
/** The most pages of a poll, of those without any delivery, and of the pending deliveries that are read at first. */
const maxPages = { any: 100, empty: 10, pending: 10 };
/** A poll reads at most this many pending deliveries that are further down the list; the next polls read the others. */
const maxReread = 3;
/** At most this many deliveries are remembered. */
const maxKnown = 20_000;

interface WatchQuery extends Omit<ListDeliveriesQuery, "ascending" | "page_token"> {
  /** How many deliveries to print at first. */
  readonly limit: number;
}

/** Prints the newest deliveries, then each that is new or has another status, until Ctrl-C. */
export async function watchDeliveries(query: WatchQuery, { delivery, print, io }: ApiContext): Promise<void> {
  const signal = io.stopSignal();
  const watch = new Watch(query, delivery, signal);
  try {
    do {
      for (const changed of await watch.poll()) print.item(changed, (output) => format(changed, output));
      await setTimeout(pollMs, undefined, { signal }).catch(() => undefined);
    } while (!signal.aborted);
  } catch (error) {
    if (!(error instanceof AbortError)) throw error;
  }
}

/** The deliveries that match a query, and how they were when they were read last. */
export class Watch {
  readonly #query: WatchQuery;
  readonly #client: ApiContext["delivery"];
  readonly #signal: AbortSignal;
  readonly #known = new Map<string, Delivery>();
  /** IDs of pending ones, which change wherever they are in the list; the one that was read longest ago comes first. */
  readonly #pending = new Set<string>();
  #isFirstPoll = true;
  /** The last of the list that the first poll has read, if there were more. What is further down is not new. */
  #last: Delivery | undefined;

  constructor(query: WatchQuery, client: ApiContext["delivery"], signal: AbortSignal) {
    this.#query = query;
    this.#client = client;
    this.#signal = signal;
  }

  /** Returns the newest deliveries, later those that are new or have changed, oldest first. */
  async poll(): Promise<readonly Delivery[]> {
    if (this.#isFirstPoll) return this.#pollFirst();
    const listed = await this.#readNew();
    const changed = listed.toReversed().filter((delivery) => this.#record(delivery));
    for (const delivery of await this.#rereadPending(new Set(listed.map(({ delivery_id }) => delivery_id)))) {
      if (this.#record(delivery)) changed.push(delivery);
    }
    for (const [id, delivery] of this.#known) {
      if (this.#known.size <= maxKnown) break;
      this.#forget(id);
      if (this.#last === undefined || isOlder(this.#last, delivery)) this.#last = delivery;
    }
    return changed;
  }

  /** Records the deliveries that may change, and returns the newest of them. */
  async #pollFirst(): Promise<readonly Delivery[]> {
    const { limit, status = "pending" } = this.#query;
    // Before the newest, or one that is created in between would be taken for known.
    if (status === "pending") {
      let pages = 0;
      for await (const { deliveries } of this.#pages({ ...this.#query, status })) {
        for (const delivery of deliveries) this.#record(delivery);
        pages += 1;
        if (pages === maxPages.pending) break;
      }
    }
    const newest = await this.#readNewest(limit);
    for (const delivery of newest.toReversed()) this.#record(delivery);
    this.#isFirstPoll = false;
    return newest.slice(0, limit).toReversed();
  }

  /** Reads until there are `count` deliveries: a page may have fewer, or none, although there is a next one. */
  async #readNewest(count: number): Promise<readonly Delivery[]> {
    const deliveries: Delivery[] = [];
    for await (const page of this.#pages(this.#query)) {
      deliveries.push(...page.deliveries);
      if (deliveries.length < count) continue;
      this.#last = deliveries.at(-1);
      break;
    }
    return deliveries;
  }

  /** Reads until nothing on a page is new or has changed. */
  async #readNew(): Promise<readonly Delivery[]> {
    const deliveries: Delivery[] = [];
    const last = this.#last;
    let isFurtherDown = false;
    let emptyPages = 0;
    for await (const page of this.#pages(this.#query)) {
      const watched = page.deliveries.filter((delivery) => {
        const isKnown = this.#known.has(delivery.delivery_id);
        // Of those that were created at the same time, what is new comes first. The last one may have left the list.
        isFurtherDown ||= last !== undefined && (isKnown ? !isOlder(last, delivery) : isOlder(delivery, last));
        return !isFurtherDown || isKnown;
      });
      deliveries.push(...watched);
      if (page.deliveries.length === 0) emptyPages += 1;
      else if (!watched.some((delivery) => this.#hasChanged(delivery))) break;
      if (emptyPages === maxPages.empty) break;
    }
    return deliveries;
  }

  async *#pages(query: WatchQuery) {
    const limit = listDeliveries.pages.max;
    let page = await this.#client.listDeliveries({ ...query, limit }, { signal: this.#signal });
    for (let count = 1; ; count++) {
      yield page;
      if (count === maxPages.any || !page.hasNextPage()) return;
      page = await page.nextPage();
    }
  }

  /** Reads some of the pending deliveries that were not `listed`. Those that no longer match the query are forgotten. */
  async #rereadPending(listed: ReadonlySet<string>): Promise<readonly Delivery[]> {
    const ids = [...this.#pending].filter((id) => !listed.has(id)).slice(0, maxReread);
    const found = await Promise.all(ids.map((id) => this.#reread(id)));
    return found.filter((delivery) => delivery !== undefined);
  }

  /** Reads a delivery by the list, which applies the filters. */
  async #reread(id: string): Promise<Delivery | undefined> {
    const known = this.#known.get(id);
    this.#forget(id);
    if (known === undefined) return undefined;
    const { event_id, webhook_id } = known;
    const query = { ...this.#query, event_id, webhook_id };
    const found = await this.#client.listDeliveries(query, { signal: this.#signal }).toArray();
    const delivery = found.find(({ delivery_id }) => delivery_id === id);
    if (delivery !== undefined) this.#known.set(id, known);
    return delivery;
  }

  /** Remembers a delivery, and returns whether it is new or has changed. */
  #record(delivery: Delivery): boolean {
    const { delivery_id: id, status } = delivery;
    const hasChanged = this.#hasChanged(delivery);
    this.#known.set(id, delivery);
    this.#pending.delete(id);
    if (status === "pending") this.#pending.add(id);
    return hasChanged;
  }

  #hasChanged({ delivery_id, status, reason }: Delivery): boolean {
    const known = this.#known.get(delivery_id);
    return known?.status !== status || known.reason !== reason;
  }

  #forget(id: string): void {
    this.#known.delete(id);
    this.#pending.delete(id);
  }
}

function isOlder(delivery: Delivery, other: Delivery): boolean {
  return Date.parse(delivery.created_at) < Date.parse(other.created_at);
}

function format(delivery: Delivery, output: Parameters<typeof createStyles>[0]): string {
  const { created_at, delivery_id, status, event_type, webhook_id, reason } = delivery;
  const { green, yellow, red, dim } = createStyles(output);
  const style = { succeeded: green, pending: yellow, failed: red, cancelled: dim }[status];
  const [time, id, type, webhook, why] = [created_at, delivery_id, event_type, webhook_id, reason ?? ""].map(
    toPrintable,
  );
  return `${[time, id, style(status.padEnd("succeeded".length)), type, webhook, why].join("  ").trimEnd()}\n`;
}
