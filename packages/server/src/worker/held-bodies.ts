import type { SharedBody } from "../publish/event-body.ts";
import { maxClaimedBytes, maxSmallBytes } from "./claimed-events.ts";

export interface HeldBodiesOptions {
  /** Bytes of large bodies that may be held, at least `maxClaimedBytes`. The last body may exceed it. */
  readonly maxBytes: number;
  /** Called when large bodies may be loaded again. */
  readonly onFree: () => void;
}

/**
 * The large bodies of the deliveries that this process has claimed, each once for all that share it. Those that are not large
 * are bounded by the number of deliveries. While fewer bytes are left than a claim may load, claims load no large bodies, and
 * leave out the webhooks that need one next. The small events of others do not wait: endpoints that hang may hold the bytes.
 */
export class HeldBodies {
  readonly #options: HeldBodiesOptions;
  /** Large body → how many deliveries share it. */
  readonly #holders = new Map<SharedBody, number>();
  #bytes = 0;
  readonly #leftOut = new Set<string>();

  constructor(options: HeldBodiesOptions) {
    this.#options = options;
  }

  /** Whether no large bodies may be loaded. Never if none is held. */
  get isFull(): boolean {
    return this.#bytes > this.#options.maxBytes - maxClaimedBytes;
  }

  /** Adds the body of a delivery; `null` if it cannot be read. */
  add(body: SharedBody | null): void {
    if (body === null || body.size <= maxSmallBytes) return;
    const holders = this.#holders.get(body) ?? 0;
    if (holders === 0) this.#bytes += body.size;
    this.#holders.set(body, holders + 1);
  }

  /** Removes the body of a delivery that was added. */
  remove(body: SharedBody | null): void {
    if (body === null) return;
    const holders = this.#holders.get(body);
    if (holders === undefined) return;
    if (holders > 1) {
      this.#holders.set(body, holders - 1);
      return;
    }
    const wasFull = this.isFull;
    this.#holders.delete(body);
    this.#bytes -= body.size;
    if (!wasFull || this.isFull) return;
    this.#leftOut.clear();
    this.#options.onFree();
  }

  /** While it is full, leaves webhooks out of claims, which would lease their deliveries and give them back each time. */
  leaveOut(webhookIds: Iterable<string>): void {
    if (!this.isFull) return;
    for (const webhookId of webhookIds) this.#leftOut.add(webhookId);
  }

  isLeftOut(webhookId: string): boolean {
    return this.#leftOut.has(webhookId);
  }
}
