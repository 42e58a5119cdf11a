/**
 * The webhooks that may have deliveries due, in round-robin order: organizations take turns, and the webhooks of an
 * organization among themselves, so that one backlog does not delay the first delivery of another organization.
 */
export class RoundRobin {
  /** Organization → its webhooks. Maps and sets keep insertion order: after a turn, both go to the end. */
  readonly #organizations = new Map<string, Set<string>>();
  /** Webhooks that were added since the last turns: what they have due may not have been seen yet. */
  readonly #added = new Set<string>();

  /** Number of webhooks. */
  get size(): number {
    let size = 0;
    for (const webhooks of this.#organizations.values()) size += webhooks.size;
    return size;
  }

  has(organizationId: string, webhookId: string): boolean {
    return this.#organizations.get(organizationId)?.has(webhookId) === true;
  }

  add(organizationId: string, webhookId: string): void {
    this.#added.add(webhookId);
    const webhooks = this.#organizations.get(organizationId);
    if (webhooks === undefined) this.#organizations.set(organizationId, new Set([webhookId]));
    else webhooks.add(webhookId);
  }

  /** Removes a webhook that had nothing due in its last turn, unless it was added since. */
  remove(organizationId: string, webhookId: string): void {
    if (this.#added.has(webhookId)) return;
    const webhooks = this.#organizations.get(organizationId);
    webhooks?.delete(webhookId);
    if (webhooks?.size === 0) this.#organizations.delete(organizationId);
  }

  /**
   * Gives each webhook its turn, after which it goes to the end.
   *
   * @param max number of organizations that get a turn, and of webhooks of each
   * @param take returns `stop` to end the round before this turn
   */
  takeTurns(max: number, take: (webhookId: string, organizationId: string) => "next" | "stop"): void {
    this.#added.clear();
    let turns = [...firstOf(this.#organizations, max)].map(([organizationId, webhooks]) => ({
      organizationId,
      webhooks,
      candidates: [...firstOf(webhooks, max)].values(),
    }));
    while (turns.length > 0) {
      const next: typeof turns = [];
      for (const turn of turns) {
        const { value: webhookId } = turn.candidates.next();
        if (webhookId === undefined) continue;
        const result = take(webhookId, turn.organizationId);
        if (result === "stop") return;
        // Also when it was skipped: `max` webhooks without capacity would keep all behind them from their turn.
        this.#moveToEnd(turn.organizationId, turn.webhooks, webhookId);
        next.push(turn);
      }
      turns = next;
    }
  }

  #moveToEnd(organizationId: string, webhooks: Set<string>, webhookId: string): void {
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
