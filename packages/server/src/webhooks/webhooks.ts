import type { CreateWebhookRequest, UpdateWebhookRequest, Webhook } from "@agent-webhooks/types";
import type { Kysely, Transaction } from "kysely";
import type { SecretBox } from "../crypto/secret-box.ts";
import type { Schema, WebhookRow } from "../database/schema.ts";
import type { EgressPolicy } from "../egress/policy.ts";
import { Batcher } from "../lib/batcher.ts";
import type { Clock } from "../lib/clock.ts";
import { notFound, tooManyWebhooks, ValidationError } from "../lib/errors.ts";
import { ulid } from "../lib/ids.ts";
import type { PageQuery } from "../lib/paging.ts";
import { disableWebhooks, settlePending } from "../worker/settle.ts";
import { changeScopes, distinct } from "./scopes.ts";
import { makeSecret } from "./secret.ts";
import * as store from "./store.ts";

export interface WebhooksDependencies {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly secretBox: SecretBox;
  readonly egress: EgressPolicy;
  /** Of an organization; `undefined`: as many as it wants. */
  readonly maxWebhooks: number | undefined;
}

/** Each time a create goes round, somebody else deleted the webhook that it met. */
const createAttempts = 100;

/** The webhooks of every organization. What a method says does not exist may belong to another one. */
export class Webhooks {
  readonly #db: Kysely<Schema>;
  readonly #clock: Clock;
  readonly #secretBox: SecretBox;
  readonly #egress: EgressPolicy;
  readonly #maxWebhooks: number | undefined;
  /** Who asks for a webhook while others are being answered is answered together with who else does. */
  readonly #lookups: Batcher<{ organizationId: string; webhookId: string }, WebhookRow | undefined>;

  constructor({ db, clock, secretBox, egress, maxWebhooks }: WebhooksDependencies) {
    this.#db = db;
    this.#clock = clock;
    this.#secretBox = secretBox;
    this.#egress = egress;
    this.#maxWebhooks = maxWebhooks;
    this.#lookups = new Batcher((wanted) => store.selectMany(db, wanted), { maxItems: 100, maxRunning: 2 });
  }

  /** The webhooks of a page. */
  async page(organizationId: string, query: PageQuery): Promise<Webhook[]> {
    const rows = await store.selectPage(this.#db, organizationId, query);
    return rows.map((row) => this.#toWebhook(row));
  }

  /**
   * Creates a webhook, or answers the one that the organization has under this `client_id`, as it is.
   *
   * @throws ValidationError when the egress policy refuses the URL.
   * @throws ServiceError 403 when the organization may not have another one.
   */
  async create(organizationId: string, request: CreateWebhookRequest): Promise<Webhook> {
    const refusal = await this.#egress.refusal(request.url);
    if (refusal !== undefined) throw new ValidationError({ url: [refusal] });
    for (let attempt = 0; attempt < createAttempts; attempt++) {
      const secret = makeSecret();
      const row = this.#newRow(organizationId, request, secret);
      if (await this.#insert(row)) return this.#toWebhook(row, secret);
      const existing = await store.selectByClientId(this.#db, organizationId, row.client_id ?? "");
      if (existing !== undefined) return this.#toWebhook(existing);
    }
    throw new Error("a webhook with this client_id was created and deleted all the time");
  }

  async exists(organizationId: string, webhookId: string): Promise<boolean> {
    return store.exists(this.#db, organizationId, webhookId);
  }

  /** @throws ServiceError 404 */
  async get(organizationId: string, webhookId: string): Promise<Webhook> {
    const row = await this.#lookups.do({ organizationId, webhookId });
    if (row === undefined) throw notFound("Webhook");
    return this.#toWebhook(row);
  }

  /**
   * Changes the scopes, all or nothing. Changes nothing, `updated_at` neither, when they are so already.
   *
   * @throws ServiceError 404
   * @throws ValidationError see `changeScopes`
   */
  async update(organizationId: string, webhookId: string, request: UpdateWebhookRequest): Promise<Webhook> {
    return this.#change(organizationId, webhookId, async (transaction, before) => {
      const scopes = changeScopes(before, request);
      if (scopes === undefined) return;
      await store.update(transaction, webhookId, {
        inbox_ids: [...scopes.inbox_ids],
        pod_ids: [...scopes.pod_ids],
        updated_at: this.#laterThan(before.updated_at),
      });
    });
  }

  /**
   * Deletes a webhook and cancels its pending deliveries.
   *
   * @throws ServiceError 404
   */
  async delete(organizationId: string, webhookId: string): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      if (!(await store.deleteOne(transaction, organizationId, webhookId))) throw notFound("Webhook");
      await settlePending(transaction, [webhookId], "cancelled", "webhook_deleted", this.#clock.now());
      await transaction.deleteFrom("endpoint_troubles").where("webhook_id", "=", webhookId).execute();
    });
  }

  /**
   * Lets events go to the webhook again. What it missed is not sent by itself.
   *
   * @throws ServiceError 404
   */
  async enable(organizationId: string, webhookId: string): Promise<Webhook> {
    return this.#change(organizationId, webhookId, async (transaction, before) => {
      if (before.enabled) return;
      // A fresh start: what went wrong before counts no more.
      await transaction.deleteFrom("endpoint_troubles").where("webhook_id", "=", webhookId).execute();
      await store.update(transaction, webhookId, {
        enabled: true,
        disabled_because: null,
        updated_at: this.#laterThan(before.updated_at),
      });
    });
  }

  /**
   * Sends nothing more to the webhook, and settles its pending deliveries as failed.
   *
   * @throws ServiceError 404
   */
  async disable(organizationId: string, webhookId: string): Promise<Webhook> {
    return this.#change(organizationId, webhookId, async (transaction) => {
      await disableWebhooks(transaction, [webhookId], "request", this.#clock.now());
    });
  }

  /**
   * Gives the webhook a new secret. The one before signs beside it for `overlapSeconds`.
   *
   * @throws ServiceError 404
   */
  async rotateSecret(
    organizationId: string,
    webhookId: string,
    overlapSeconds: number,
  ): Promise<{ secret: string; previousExpiresAt: Date }> {
    const secret = makeSecret();
    const now = this.#clock.now();
    const previousExpiresAt = new Date(now.getTime() + overlapSeconds * 1000);
    await this.#change(organizationId, webhookId, async (transaction, before) => {
      const updated_at = this.#laterThan(before.updated_at);
      await store.keepPreviousSecret(transaction, before, {
        replacedAt: updated_at,
        expiresAt: previousExpiresAt,
        now,
      });
      await store.update(transaction, webhookId, { secret: this.#secretBox.seal(secret, webhookId), updated_at });
    });
    return { secret, previousExpiresAt };
  }

  /** False when the organization has a webhook with this client id already. */
  async #insert(row: store.NewWebhookRow): Promise<boolean> {
    const max = this.#maxWebhooks;
    if (max === undefined) return store.insertUnlessClientIdTaken(this.#db, row);
    return this.#db.transaction().execute(async (transaction) => {
      await store.holdCreation(transaction, row.organization_id);
      const known =
        row.client_id !== null && (await store.selectByClientId(transaction, row.organization_id, row.client_id));
      if (known) return false;
      if ((await store.countUpTo(transaction, row.organization_id, max)) >= max) throw tooManyWebhooks(max);
      return store.insertUnlessClientIdTaken(transaction, row);
    });
  }

  /** Changes a webhook that nobody else changes meanwhile, and answers it as it is then. */
  async #change(
    organizationId: string,
    webhookId: string,
    change: (transaction: Transaction<Schema>, before: WebhookRow) => Promise<void>,
  ): Promise<Webhook> {
    const row = await this.#db.transaction().execute(async (transaction) => {
      const before = await store.selectOneForUpdate(transaction, organizationId, webhookId);
      if (before === undefined) throw notFound("Webhook");
      await change(transaction, before);
      return store.selectOne(transaction, organizationId, webhookId);
    });
    if (row === undefined) throw notFound("Webhook");
    return this.#toWebhook(row);
  }

  /** Now, or a millisecond after `time` if the clock is not past it. */
  #laterThan(time: Date): Date {
    return new Date(Math.max(this.#clock.now().getTime(), time.getTime() + 1));
  }

  #newRow(organizationId: string, request: CreateWebhookRequest, secret: string): store.NewWebhookRow {
    const now = this.#clock.now();
    const webhookId = `wh_${ulid(now)}`;
    return {
      webhook_id: webhookId,
      organization_id: organizationId,
      url: request.url,
      event_types: [...request.event_types],
      inbox_ids: distinct(request.inbox_ids),
      pod_ids: distinct(request.pod_ids),
      client_id: request.client_id ?? null,
      secret: this.#secretBox.seal(secret, webhookId),
      enabled: true,
      disabled_because: null,
      created_at: now,
      updated_at: now,
    };
  }

  #toWebhook(row: WebhookRow, secret = this.#secretBox.open(row.secret, row.webhook_id)): Webhook {
    return {
      webhook_id: row.webhook_id,
      url: row.url,
      event_types: row.event_types as Webhook["event_types"] & {},
      ...(row.inbox_ids.length > 0 && { inbox_ids: row.inbox_ids }),
      ...(row.pod_ids.length > 0 && { pod_ids: row.pod_ids }),
      ...(row.client_id !== null && { client_id: row.client_id }),
      secret,
      enabled: row.enabled,
      created_at: row.created_at.toISOString(),
      updated_at: row.updated_at.toISOString(),
    };
  }
}
