import type { ClaimedDelivery } from "./queue.ts";

export interface ReadyDeliveriesOptions {
  /** Whether a delivery may be sent now, and if not because of the rate of its webhook, in how many milliseconds. */
  readonly mayBegin: (delivery: ClaimedDelivery) => boolean | number;
  readonly send: (delivery: ClaimedDelivery) => void;
}

/** Leased deliveries that wait for a place among the requests in flight, in the order in which they became due. */
export class ReadyDeliveries {
  readonly #options: ReadyDeliveriesOptions;
  /** By webhook. */
  readonly #waiting = new Map<string, ClaimedDelivery[]>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #size = 0;
  /** Webhooks whose older deliveries are being claimed. */
  #claiming: { has(webhookId: string): boolean } = new Set();
  /** New deliveries of these webhooks. */
  #heldBack: ClaimedDelivery[] = [];

  constructor(options: ReadyDeliveriesOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#size + this.#heldBack.length;
  }

  /** The same without those of webhooks with limits, which wait for the time that their owners allow. */
  get unlimitedSize(): number {
    let size = this.#heldBack.length;
    for (const waiting of this.#waiting.values()) if (waiting[0]?.isLimited === false) size += waiting.length;
    return size;
  }

  countOf(webhookId: string): number {
    return this.#waiting.get(webhookId)?.length ?? 0;
  }

  /** Adds deliveries, and sends those that may be sent now. */
  add(deliveries: readonly ClaimedDelivery[]): void {
    const webhookIds = new Set<string>();
    for (const delivery of deliveries) {
      const { webhookId } = delivery;
      webhookIds.add(webhookId);
      const waiting = this.#waiting.get(webhookId);
      if (waiting === undefined) this.#waiting.set(webhookId, [delivery]);
      else waiting.push(delivery);
    }
    this.#size += deliveries.length;
    for (const webhookId of webhookIds) this.sendNext(webhookId);
  }

  /** Adds deliveries that were published just now. */
  addNew(deliveries: readonly ClaimedDelivery[]): void {
    const isHeldBack = ({ webhookId }: ClaimedDelivery) => this.#claiming.has(webhookId);
    this.#heldBack.push(...deliveries.filter(isHeldBack));
    this.add(deliveries.filter((delivery) => !isHeldBack(delivery)));
  }

  /**
   * Runs a claim of deliveries of these webhooks, which adds them. New ones, which may be committed and added before the response
   * to the claim arrives, are sent afterwards.
   */
  async holdBackDuring<Result>(webhooks: ReadonlyMap<string, unknown>, claim: () => Promise<Result>): Promise<Result> {
    this.#claiming = webhooks;
    try {
      return await claim();
    } finally {
      this.#claiming = new Set();
      this.add(this.#heldBack.splice(0));
    }
  }

  /** Sends as many deliveries of a webhook as may be sent now. */
  sendNext(webhookId: string): void {
    const waiting = this.#waiting.get(webhookId);
    if (waiting === undefined) return;
    let mayBegin: boolean | number = true;
    let count = 0;
    for (const delivery of waiting) {
      mayBegin = this.#options.mayBegin(delivery);
      if (mayBegin !== true) break;
      this.#options.send(delivery);
      count++;
    }
    this.#size -= count;
    waiting.splice(0, count);
    if (waiting.length === 0) this.#waiting.delete(webhookId);
    else if (typeof mayBegin === "number") this.#sendLater(webhookId, mayBegin);
  }

  /** Removes the deliveries of a webhook, but for the first `keep`, and returns them. */
  remove(webhookId: string, keep = 0): readonly ClaimedDelivery[] {
    const removed = this.#waiting.get(webhookId)?.splice(keep) ?? [];
    this.#size -= removed.length;
    if (keep === 0) this.#waiting.delete(webhookId);
    return removed;
  }

  removeAll(): readonly ClaimedDelivery[] {
    const waiting = [...this.#waiting.keys()].flatMap((webhookId) => this.remove(webhookId));
    return [...waiting, ...this.#heldBack.splice(0)];
  }

  #sendLater(webhookId: string, ms: number): void {
    if (this.#timers.has(webhookId)) return;
    const timer = setTimeout(() => {
      this.#timers.delete(webhookId);
      this.sendNext(webhookId);
    }, ms);
    this.#timers.set(webhookId, timer);
  }
}
