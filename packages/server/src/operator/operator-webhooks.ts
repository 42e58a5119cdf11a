import type { CreateWebhookRequest, Webhook } from "@agent-webhooks/types";
import { type OperatorWebhook, operatorEventTypes } from "@agent-webhooks/types/delivery";
import type { Kysely } from "kysely";
import type { Schema } from "../database/schema.ts";
import { notFound, ServiceError } from "../lib/errors.ts";
import { selectByClientId } from "../webhooks/queries.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";
import { operatorClientId, operatorOrganizationOf } from "./queries.ts";

/** What an operator webhook is created with. Its event types are other ones than those of the API, where they are only stored. */
export const operatorWebhookRequest = (url: string): CreateWebhookRequest => ({
  url,
  event_types: operatorEventTypes as readonly string[] as CreateWebhookRequest["event_types"],
  client_id: operatorClientId,
});

export interface OperatorWebhooksOptions {
  readonly db: Kysely<Schema>;
  readonly webhooks: Webhooks;
}

/** Where each organization wants to be told about its webhooks. These are webhooks of organizations that no token has. */
export class OperatorWebhooks {
  readonly #db: Kysely<Schema>;
  readonly #webhooks: Webhooks;

  constructor({ db, webhooks }: OperatorWebhooksOptions) {
    this.#db = db;
    this.#webhooks = webhooks;
  }

  /**
   * Creates the operator webhook, or sends to this URL what went to another one. A secret that can be decrypted stays.
   *
   * @throws ValidationError when the egress policy does not allow the URL
   */
  async set(organizationId: string, url: string): Promise<OperatorWebhook> {
    const organization = operatorOrganizationOf(organizationId);
    const request = operatorWebhookRequest(url);
    const { webhook_id, secret_unreadable } = await this.#webhooks.create(organization, request);
    try {
      await this.#webhooks.changeUrl(organization, webhook_id, url);
      if (secret_unreadable) await this.#webhooks.rotateSecret(organization, webhook_id, 0);
      return toOperatorWebhook(await this.#webhooks.enable(organization, webhook_id));
    } catch (error) {
      // It was deleted in between.
      if (error instanceof ServiceError && error.status === 404) return this.set(organizationId, url);
      throw error;
    }
  }

  /** @throws ServiceError 404 */
  async get(organizationId: string): Promise<OperatorWebhook> {
    return this.#with(organizationId, async (...ids) => toOperatorWebhook(await this.#webhooks.get(...ids)));
  }

  /**
   * Deletes the operator webhook. What was not sent to it is cancelled.
   *
   * @throws ServiceError 404
   */
  async delete(organizationId: string): Promise<void> {
    await this.#with(organizationId, (...ids) => this.#webhooks.delete(...ids));
  }

  async #with<Result>(
    organizationId: string,
    use: (organization: string, webhookId: string) => Promise<Result>,
  ): Promise<Result> {
    const organization = operatorOrganizationOf(organizationId);
    const row = await selectByClientId(this.#db, organization, operatorClientId);
    if (row === undefined) throw notFound("Operator webhook");
    return use(organization, row.webhook_id);
  }
}

const toOperatorWebhook = ({ webhook_id: _, event_types: __, client_id: ___, ...webhook }: Webhook): OperatorWebhook =>
  webhook;
