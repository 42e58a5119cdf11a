/**
 * Webhooks that may have something due, in the order in which they get their turn: organizations take turns, and the
 * webhooks of one organization among themselves, so that nobody's backlog comes before anybody's first delivery.
 */
export class ReadyWebhooks {
  /** Organization → its webhooks. A map keeps its order: who had a turn goes to the end. */
  readonly #organizations = new Map<string, Set<string>>();

  add(organizationId: string, webhookId: string): void {
    const webhooks = this.#organizations.get(organizationId);
    if (webhooks === undefined) this.#organizations.set(organizationId, new Set([webhookId]));
    else webhooks.add(webhookId);
  }

  remove(organizationId: string, webhookId: string): void {
    const webhooks = this.#organizations.get(organizationId);
    webhooks?.delete(webhookId);
    if (webhooks?.size === 0) this.#organizations.delete(organizationId);
  }

  /**
   * Offers webhooks in their order until `take` has enough. Who was taken goes to the end.
   *
   * @param maxOffers organizations that get their turn, and webhooks of each
   * @param take answers whether it takes the webhook, `undefined` when it takes no more of anybody
   */
  offer(maxOffers: number, take: (webhookId: string, organizationId: string) => boolean | undefined): void {
    const turns = [...firstOf(this.#organizations, maxOffers)].map(([organizationId, webhooks]) => ({
      organizationId,
      webhooks,
      offers: [...firstOf(webhooks, maxOffers)].values(),
    }));
    let open = turns;
    while (open.length > 0) {
      const next: typeof open = [];
      for (const turn of open) {
        const { value: webhookId } = turn.offers.next();
        if (webhookId === undefined) continue;
        const taken = take(webhookId, turn.organizationId);
        if (taken === undefined) return;
        if (taken) this.#toTheEnd(turn.organizationId, turn.webhooks, webhookId);
        next.push(turn);
      }
      open = next;
    }
  }

  #toTheEnd(organizationId: string, webhooks: Set<string>, webhookId: string): void {
    webhooks.delete(webhookId);
    webhooks.add(webhookId);
    this.#organizations.delete(organizationId);
    this.#organizations.set(organizationId, webhooks);
  }
}

function* firstOf<Item>(items: Iterable<Item>, count: number): Generator<Item> {
  let left = count;
  for (const item of items) {
    if (left-- === 0) return;
    yield item;
  }
}
