import { randomBytes } from "node:crypto";
import type { CreateWebhookRequest, UpdateWebhookRequest, Webhook } from "@agent-webhooks/types";
import type { Kysely, Transaction } from "kysely";
import { type SecretBox, UnreadableSecretError } from "../crypto/secret-box.ts";
import { isDatabaseFailure } from "../database/availability.ts";
import type { Schema, WebhookRow } from "../database/schema.ts";
import { inTransaction } from "../database/transaction.ts";
import type { EgressPolicy } from "../egress/policy.ts";
import { Batcher } from "../lib/batcher.ts";
import type { Clock } from "../lib/clock.ts";
import { conflict, forbidden, notFound, ValidationError } from "../lib/errors.ts";
import type { PageQuery } from "../lib/paging.ts";
import type { Metrics, SettledCounts } from "../telemetry/metrics.ts";
import { deleteCounts } from "../worker/attempt-counts.ts";
import { forgetFailures } from "../worker/circuit-breaker.ts";
import { settleStaleDeliveries } from "../worker/stale-deliveries.ts";
import { changeEventFilter } from "./event-filter.ts";
import * as queries from "./queries.ts";
import { changedColumns, type NewWebhookRow, newWebhookRow, toWebhook } from "./webhook-row.ts";

export interface WebhooksOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, "settled">;
  readonly secretBox: SecretBox;
  readonly egress: EgressPolicy;
  /** How many webhooks an organization may have; 0: no limit. */
  readonly maxWebhooks: number;
  /** Deliveries that a request settles itself. The worker settles the rest of a backlog. */
  readonly maxSettled: number;
}

/** Each further attempt means that the webhook with the same `client_id` was deleted in between. */
const maxCreateAttempts = 100;

/** Generates a signing secret: `whsec_` and the base64 of 32 random bytes, as Standard Webhooks specify. */
const generateSecret = (): string => `whsec_${randomBytes(32).toString("base64")}`;

/** The webhooks of every organization. For its methods, a webhook of another organization does not exist. */
export class Webhooks {
  readonly #options: WebhooksOptions;
  /** Combines lookups that arrive while others run into one query. */
  readonly #lookups: Batcher<{ organizationId: string; webhookId: string }, WebhookRow | undefined>;

  constructor(options: WebhooksOptions) {
    this.#options = options;
    this.#lookups = new Batcher((wanted) => queries.selectMany(options.db, wanted), {
      maxItems: 100,
      maxRunning: 2,
      affectsAll: isDatabaseFailure,
    });
  }

  /** Returns the webhooks of a page. */
  async page(organizationId: string, query: PageQuery): Promise<Webhook[]> {
    const rows = await queries.selectPage(this.#options.db, organizationId, query);
    return rows.map((row) => this.#toWebhook(row));
  }

  /**
   * Creates a webhook, or returns the organization's webhook with the same `client_id`, unchanged.
   *
   * @throws ValidationError when the egress policy does not allow the URL
   * @throws ServiceError 403 when the organization has reached its maximum
   */
  async create(organizationId: string, request: CreateWebhookRequest): Promise<Webhook> {
    const { db, clock, secretBox, egress } = this.#options;
    const issue = await egress.findIssue(request.url);
    if (issue !== undefined) throw new ValidationError({ url: [issue] });
    for (let attempt = 0; attempt < maxCreateAttempts; attempt++) {
      const secret = generateSecret();
      const createdAt = clock.now();
      const row = newWebhookRow(request, { organizationId, secret, secretBox, createdAt });
      if (await this.#insert(row)) return this.#toWebhook(row, secret);
      const existing = await queries.selectByClientId(db, organizationId, row.client_id ?? "");
      if (existing !== undefined) return this.#toWebhook(existing);
    }
    throw new Error(`the webhook with this client_id was deleted ${maxCreateAttempts} times during a create`);
  }

  async exists(organizationId: string, webhookId: string): Promise<boolean> {
    return queries.exists(this.#options.db, organizationId, webhookId);
  }

  /** @throws ServiceError 404 */
  async get(organizationId: string, webhookId: string): Promise<Webhook> {
    const row = await this.#lookups.add({ organizationId, webhookId });
    if (row === undefined) throw notFound("Webhook");
    return this.#toWebhook(row);
  }

  /**
   * Changes the event filter and sets the other fields. Without an effective change, `updated_at` stays as well.
   *
   * @throws ServiceError 404
   * @throws ValidationError see `changeEventFilter`
   */
  async update(organizationId: string, webhookId: string, request: UpdateWebhookRequest): Promise<Webhook> {
    return this.#change(organizationId, webhookId, async (transaction, before) => {
      const change = { ...changedColumns(before, request), ...changeEventFilter(before, request) };
      if (Object.keys(change).length === 0) return;
      await queries.update(transaction, webhookId, { ...change, updated_at: this.#laterThan(before.updated_at) });
    });
  }

  /**
   * Sends the events to another URL. The API allows it for operator webhooks only.
   *
   * @throws ServiceError 404
   */
  async changeUrl(organizationId: string, webhookId: string, url: string): Promise<void> {
    await this.#change(organizationId, webhookId, async (transaction, before) => {
      if (before.url === url) return;
      await forgetFailures(transaction, webhookId);
      await queries.update(transaction, webhookId, { url, updated_at: this.#laterThan(before.updated_at) });
    });
  }

  /**
   * Deletes a webhook and cancels its pending deliveries, the first of them at once.
   *
   * @throws ServiceError 404
   */
  async delete(organizationId: string, webhookId: string): Promise<void> {
    const settled = await inTransaction(this.#options.db, async (transaction) => {
      // Locked first, as everything does that also locks its deliveries.
      const before = await queries.selectOne(transaction, organizationId, webhookId, { forUpdate: true });
      if (before === undefined) throw notFound("Webhook");
      // What failed while it was disabled stays so. Of a short backlog, nothing has to be remembered.
      const failed = await this.#settleStale(transaction, webhookId);
      // Before the failures of the endpoint, as where results are recorded.
      await deleteCounts(transaction, organizationId, webhookId);
      await queries.deleteOne(transaction, organizationId, webhookId);
      return [failed, await this.#settleStale(transaction, webhookId)];
    });
    for (const counts of settled) this.#options.metrics.settled(counts);
  }

  /**
   * Resumes sending events to the webhook. Events that it missed are not sent.
   *
   * @throws ServiceError 404; 409 if its secret cannot be decrypted
   */
  async enable(organizationId: string, webhookId: string): Promise<Webhook> {
    return this.#change(organizationId, webhookId, async (transaction, before) => {
      if (before.enabled) return;
      if (this.#openSecret(before) === undefined) {
        throw conflict("The secret of the webhook cannot be decrypted. Rotate it first.");
      }
      await forgetFailures(transaction, webhookId);
      await queries.update(transaction, webhookId, {
        enabled: true,
        disabled_because: null,
        disabled_at: null,
        epoch: before.epoch + 1,
        updated_at: this.#laterThan(before.updated_at),
      });
    });
  }

  /**
   * Stops sending events to the webhook, and settles its pending deliveries as failed, the first of them at once.
   *
   * @throws ServiceError 404
   */
  async disable(organizationId: string, webhookId: string): Promise<Webhook> {
    let settled: SettledCounts = {};
    const webhook = await this.#change(organizationId, webhookId, async (transaction, { epoch }) => {
      await queries.disable(transaction, [{ webhookId, epoch }], "request", { now: this.#options.clock.now() });
      settled = await this.#settleStale(transaction, webhookId);
    });
    this.#options.metrics.settled(settled);
    return webhook;
  }

  /**
   * Gives the webhook a new secret. For `overlapSeconds`, the previous one signs as well, unless it cannot be decrypted.
   *
   * @throws ServiceError 404
   */
  async rotateSecret(
    organizationId: string,
    webhookId: string,
    overlapSeconds: number,
  ): Promise<{ secret: string; previousExpiresAt: Date }> {
    const secret = generateSecret();
    const { clock, secretBox } = this.#options;
    const now = clock.now();
    let previousExpiresAt = new Date(now.getTime() + overlapSeconds * 1000);
    await this.#change(organizationId, webhookId, async (transaction, before) => {
      const updated_at = this.#laterThan(before.updated_at);
      if (this.#openSecret(before) === undefined) previousExpiresAt = now;
      else {
        const times = { replacedAt: updated_at, expiresAt: previousExpiresAt, now };
        await queries.keepPreviousSecret(transaction, before, times);
      }
      await queries.update(transaction, webhookId, { secret: secretBox.seal(secret, webhookId), updated_at });
    });
    return { secret, previousExpiresAt };
  }

  /** Returns false when the organization already has a webhook with this `client_id`. */
  async #insert(row: NewWebhookRow): Promise<boolean> {
    const { db, maxWebhooks: max } = this.#options;
    if (max === 0) return queries.insertUnlessClientIdTaken(db, row);
    const isInserted = await queries.insertWithoutLock(db, row, max);
    if (isInserted !== undefined) return isInserted;
    return inTransaction(db, async (transaction) => {
      await queries.lockCreation(transaction, row.organization_id);
      const exists =
        row.client_id !== null && (await queries.selectByClientId(transaction, row.organization_id, row.client_id));
      if (exists) return false;
      if ((await queries.countUpTo(transaction, row.organization_id, max)) >= max) {
        throw forbidden(
          `The organization has reached its maximum of ${max} webhook${max === 1 ? "" : "s"}. Delete one first.`,
        );
      }
      return queries.insertUnlessClientIdTaken(transaction, row);
    });
  }

  /** Runs `change` while the row of the webhook is locked, and returns the changed webhook. */
  async #change(
    organizationId: string,
    webhookId: string,
    change: (transaction: Transaction<Schema>, before: WebhookRow) => Promise<void>,
  ): Promise<Webhook> {
    const row = await inTransaction(this.#options.db, async (transaction) => {
      const before = await queries.selectOne(transaction, organizationId, webhookId, { forUpdate: true });
      if (before === undefined) throw notFound("Webhook");
      await change(transaction, before);
      return queries.selectOne(transaction, organizationId, webhookId);
    });
    if (row === undefined) throw notFound("Webhook");
    return this.#toWebhook(row);
  }

  async #settleStale(transaction: Transaction<Schema>, webhookId: string): Promise<SettledCounts> {
    const step = { limit: this.#options.maxSettled, now: this.#options.clock.now() };
    return (await settleStaleDeliveries(transaction, webhookId, step)).settled;
  }

  /** Returns the current time, but at least a millisecond after `time`. */
  #laterThan(time: Date): Date {
    return new Date(Math.max(this.#options.clock.now().getTime(), time.getTime() + 1));
  }

  /** Returns `undefined` if the secret cannot be decrypted. */
  #openSecret({ secret, webhook_id }: Pick<WebhookRow, "secret" | "webhook_id">): string | undefined {
    try {
      return this.#options.secretBox.open(secret, webhook_id);
    } catch (error) {
      if (error instanceof UnreadableSecretError) return undefined;
      throw error;
    }
  }

  #toWebhook(row: WebhookRow, secret = this.#openSecret(row)): Webhook {
    // Nothing is ever signed with the stand-in, so a receiver that uses it accepts no delivery.
    if (secret === undefined) return toWebhook(row, { secret: generateSecret(), secret_unreadable: true });
    return toWebhook(row, { secret, secret_unreadable: undefined });
  }
}
