import { leastShare } from "./claim-planner.ts";
import { Deliverer, type DelivererOptions } from "./deliverer.ts";
import type { RoundRobin } from "./fairness.ts";
import { HeldBodies } from "./held-bodies.ts";
import type { ClaimedDelivery, QueuedDelivery } from "./queue.ts";
import { ReadyDeliveries } from "./ready-deliveries.ts";

export interface HeldDeliveriesOptions extends Omit<DelivererOptions, "onCapacity"> {
  /** The webhooks that may have deliveries due. Those of deliveries that are given back are added. */
  readonly roundRobin: RoundRobin;
  /** See `HeldBodies`. */
  readonly maxHeldBytes: number;
  /** Called when more deliveries may be claimed. */
  readonly onCapacity: () => void;
}

/**
 * The deliveries that this process has leased. Each is sent when there is a place for its request. Those that do not get one
 * soon are given back, so that any process can claim them.
 */
export class HeldDeliveries {
  readonly #options: HeldDeliveriesOptions;
  readonly #deliverer: Deliverer;
  /** Those that wait for a place. */
  readonly ready: ReadyDeliveries;
  readonly bodies: HeldBodies;
  #isStopping = false;

  constructor(options: HeldDeliveriesOptions) {
    const { limiter, maxHeldBytes, onCapacity } = options;
    this.#options = options;
    this.bodies = new HeldBodies({ maxBytes: maxHeldBytes, onFree: onCapacity });
    this.#deliverer = new Deliverer({
      ...options,
      onCapacity: (delivery) => this.#refill(delivery),
    });
    this.ready = new ReadyDeliveries({
      mayBegin: ({ webhookId, notBefore }) => {
        const waitMs = notBefore - performance.now();
        return waitMs > 0 ? waitMs : limiter.mayBegin(webhookId);
      },
      send: (delivery) => {
        void this.#deliverer.start(delivery).finally(() => this.bodies.remove(delivery.body));
      },
    });
  }

  /** How many are in flight, or wait for a place. */
  get size(): number {
    return this.#options.limiter.inFlight + this.ready.size;
  }

  /** How many of them this process is busy with. The others wait for their endpoints, or for the time that an owner allows. */
  get busy(): number {
    return this.#options.limiter.busy + this.ready.unlimitedSize;
  }

  /** How many of one webhook are in flight, or wait for a place. */
  countOf(webhookId: string): number {
    return this.#options.limiter.inFlightOf(webhookId) + this.ready.countOf(webhookId);
  }

  /** Sends deliveries that a statement has leased, which began at `start`. */
  take(
    deliveries: readonly ClaimedDelivery[],
    start: number,
    { areNew = false }: { readonly areNew?: boolean } = {},
  ): void {
    const { leases, signal } = this.#options;
    // The stop did not wait any longer: the leases expire.
    if (signal.aborted) return;
    const added = deliveries.filter((delivery) => leases.add(delivery, start));
    if (this.#isStopping) {
      void this.#giveBack(added);
      return;
    }
    for (const { body } of added) this.bodies.add(body);
    if (areNew) this.ready.addNew(added);
    else this.ready.add(added);
  }

  /** Gives back deliveries that a claim has leased, which began at `start`, but whose events it has not loaded. */
  async giveBackNotLoaded(deliveries: readonly QueuedDelivery[], start: number): Promise<void> {
    this.bodies.leaveOut(deliveries.map(({ webhookId }) => webhookId));
    await this.#giveBack(deliveries.filter((delivery) => this.#options.leases.add(delivery, start)));
  }

  /** Gives back what waits for a place. */
  async giveBackReady(): Promise<void> {
    await this.#giveBackReady(this.ready.removeAll());
  }

  /** Sends nothing more. Deliveries that were not sent are given back. */
  stop(): void {
    this.#isStopping = true;
    void this.giveBackReady();
  }

  /** Sends what waits for the place that is free, and has more claimed. */
  #refill({ organizationId, webhookId, isLimited }: ClaimedDelivery): void {
    const { roundRobin, limiter, onCapacity } = this.#options;
    // The next claim decides what may be sent: timeouts may have opened the circuit breaker.
    if (limiter.isOverdue(webhookId)) void this.#giveBackReady(this.ready.remove(webhookId));
    this.ready.sendNext(webhookId);
    // The last claim may have found fewer than are due.
    if (isLimited) roundRobin.add(organizationId, webhookId);
    const ahead = limiter.aheadOf(webhookId);
    // The limit has fallen.
    if (this.ready.countOf(webhookId) > 2 * ahead + leastShare)
      void this.#giveBackReady(this.ready.remove(webhookId, ahead));
    if (this.ready.countOf(webhookId) <= ahead / 2) onCapacity();
  }

  async #giveBackReady(deliveries: readonly ClaimedDelivery[]): Promise<void> {
    for (const { body } of deliveries) this.bodies.remove(body);
    await this.#giveBack(deliveries);
  }

  async #giveBack(deliveries: readonly QueuedDelivery[]): Promise<void> {
    if (deliveries.length === 0) return;
    const { roundRobin, leases, onCapacity } = this.#options;
    await leases.release(deliveries.map(({ deliveryId }) => deliveryId));
    // Only now, because a claim before the release finds nothing, and takes their webhooks for idle.
    for (const { organizationId, webhookId } of deliveries) roundRobin.add(organizationId, webhookId);
    onCapacity();
  }
}
