/** The turns of the webhooks of an organization. */
interface Round {
  readonly webhooks: Iterator<string>;
  /** Webhooks that had no turn. */
  left: number;
}

/**
 * The webhooks that may have deliveries due, in round-robin order: organizations take turns, and the webhooks of an
 * organization among themselves, so that one backlog does not delay the first delivery of another organization.
 */
export class RoundRobin {
  /** Organization → its webhooks. Maps and sets keep insertion order: after a turn, both go to the end. */
  readonly #organizations = new Map<string, Set<string>>();
  /** Webhooks that were added since the last turns: what they have due may not have been seen yet. */
  readonly #added = new Set<string>();

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
   * Gives each webhook a turn, after which it goes to the end, also when it was skipped: those behind webhooks without a
   * place get theirs.
   *
   * @param max number of turns
   * @param take returns `stop` to end the round before this turn
   * @returns whether there are webhooks that had no turn
   */
  takeTurns(max: number, take: (webhookId: string, organizationId: string) => "next" | "stop"): boolean {
    this.#added.clear();
    let turns = 0;
    const rounds = new Map<string, Round>();
    // Comes again to an organization that has moved to the end.
    for (const [organizationId, webhooks] of this.#organizations) {
      const round: Round = rounds.get(organizationId) ?? { webhooks: webhooks.values(), left: webhooks.size };
      if (round.left === 0) continue;
      const webhookId: string = round.webhooks.next().value;
      if (turns === max || take(webhookId, organizationId) === "stop") return true;
      turns++;
      round.left--;
      rounds.set(organizationId, round);
      this.#moveToEnd(organizationId, webhooks, webhookId);
    }
    return false;
  }

  #moveToEnd(organizationId: string, webhooks: Set<string>, webhookId: string): void {
    webhooks.delete(webhookId);
    webhooks.add(webhookId);
    this.#organizations.delete(organizationId);
    this.#organizations.set(organizationId, webhooks);
  }
}
