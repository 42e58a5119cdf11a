import { setTimeout } from "node:timers/promises";
import { AbortError, type ListDeliveriesQuery } from "@agent-webhooks/client";
import type { Delivery } from "@agent-webhooks/types/delivery";
import { listDeliveries } from "@agent-webhooks/types/delivery/routes";
import type { ApiContext } from "./command.ts";
import { createStyles, toPrintable } from "./output/text.ts";

const pollMs = 1_000;
/** A poll reads at most this many pages, and at most this many without any delivery. */
const maxPages = { any: 100, empty: 10 };
/** A poll reads at most this many pending deliveries that are further down the list; the next polls read the others. */
const maxReread = 10;
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
  /** Deliveries that were created by then are not new, even if they are not known. In milliseconds since 1970. */
  #since: number | undefined;

  constructor(query: WatchQuery, client: ApiContext["delivery"], signal: AbortSignal) {
    this.#query = query;
    this.#client = client;
    this.#signal = signal;
  }

  /** Returns the newest deliveries, later those that are new or have changed, oldest first. */
  async poll(): Promise<readonly Delivery[]> {
    const listed = await (this.#since === undefined ? this.#readFirst() : this.#readNew(this.#since));
    const changed = listed.toReversed().filter((delivery) => this.#record(delivery));
    for (const delivery of await this.#rereadPending(new Set(listed.map(({ delivery_id }) => delivery_id)))) {
      if (this.#record(delivery)) changed.push(delivery);
    }
    for (const [id, { created_at }] of this.#known) {
      if (this.#known.size <= maxKnown) break;
      this.#forget(id);
      this.#since = Math.max(this.#since ?? 0, Date.parse(created_at));
    }
    return changed;
  }

  /** Reads until there are `limit` deliveries: a page may have fewer, or none, although there is a next one. */
  async #readFirst(): Promise<readonly Delivery[]> {
    const { limit } = this.#query;
    const deliveries: Delivery[] = [];
    this.#since = 0;
    for await (const page of this.#pages(limit)) {
      deliveries.push(...page.deliveries.slice(0, limit - deliveries.length));
      if (deliveries.length < limit) continue;
      this.#since = Date.parse(deliveries.at(-1)?.created_at ?? "");
      break;
    }
    return deliveries;
  }

  /** Reads until nothing on a page is new or has changed. */
  async #readNew(since: number): Promise<readonly Delivery[]> {
    const deliveries: Delivery[] = [];
    let emptyPages = 0;
    for await (const page of this.#pages(listDeliveries.pages.max)) {
      const isWatched = ({ delivery_id, created_at }: Delivery) =>
        this.#known.has(delivery_id) || Date.parse(created_at) > since;
      const watched = page.deliveries.filter(isWatched);
      deliveries.push(...watched);
      if (page.deliveries.length === 0) emptyPages += 1;
      else if (!watched.some((delivery) => this.#hasChanged(delivery))) break;
      if (emptyPages === maxPages.empty) break;
    }
    return deliveries;
  }

  async *#pages(limit: number) {
    let page = await this.#client.listDeliveries({ ...this.#query, limit }, { signal: this.#signal });
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

function format(delivery: Delivery, output: Parameters<typeof createStyles>[0]): string {
  const { created_at, delivery_id, status, event_type, webhook_id, reason } = delivery;
  const { green, yellow, red, dim } = createStyles(output);
  const style = { succeeded: green, pending: yellow, failed: red, cancelled: dim }[status];
  const [time, id, type, webhook, why] = [created_at, delivery_id, event_type, webhook_id, reason ?? ""].map(
    toPrintable,
  );
  return `${[time, id, style(status.padEnd("succeeded".length)), type, webhook, why].join("  ").trimEnd()}\n`;
}
