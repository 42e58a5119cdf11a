import { randomUUID } from "node:crypto";
import type { CreateWebhookRequest } from "@agent-webhooks/types";
import { operations } from "@agent-webhooks/types";
import { type CreateTokenRequest, operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { minimalEvent } from "../receiver/data/events.ts";
import { NotRunError, SetupError } from "../run/errors.ts";
import { type CreatedWebhook, ProviderApi, UnexpectedResponseError } from "./api.ts";

const { createToken, revokeToken, publishEvent } = deliveryOperations;
const { getOperatorWebhook, setOperatorWebhook, deleteOperatorWebhook } = deliveryOperations;

/** An organization of the run, with the URL of its operator webhook. */
interface Organization {
  readonly tokenId: string;
  readonly token: string;
  readonly url: string;
  /** Webhooks that were created to be disabled. */
  readonly webhookIds: string[];
}

const scopes: CreateTokenRequest["scopes"] = ["webhooks:read", "webhooks:write", "events:publish"];

/**
 * Registers endpoints as operator webhooks. Because an organization has one operator webhook, each has an organization of its
 * own, whose id stands for that of the webhook.
 */
export class OperatorApi extends ProviderApi {
  readonly #organizations = new Map<string, Organization>();

  /** @throws SetupError when the token may not create tokens */
  override async create({ url }: Pick<CreateWebhookRequest, "url">): Promise<CreatedWebhook> {
    const organizationId = `${this.marker}-${randomUUID()}`;
    const { token, token_id: tokenId } = await this.#createToken({ organization_id: organizationId, scopes });
    const organization = { tokenId: String(tokenId), token: String(token), url, webhookIds: [] };
    this.#organizations.set(organizationId, organization);
    const { secret } = await this.#set(organization);
    if (typeof secret !== "string") throw new Error("setOperatorWebhook returned no secret");
    return { webhookId: organizationId, secret };
  }

  override async isEnabled(organizationId: string): Promise<boolean> {
    const { token } = this.#organization(organizationId);
    return (await this.expectObject(getOperatorWebhook, { token })).enabled === true;
  }

  override async delete(organizationId: string): Promise<void> {
    await this.expectSuccess(deleteOperatorWebhook, { token: this.#organization(organizationId).token });
  }

  /** @throws NotRunError to disable it, for which there is no operation */
  override async setEnabled(organizationId: string, isEnabled: boolean): Promise<void> {
    if (!isEnabled) throw new NotRunError("operator webhooks have no operation that disables them");
    await this.#set(this.#organization(organizationId));
  }

  /**
   * Causes an operator event: creates another webhook in the organization, and publishes an event for it.
   *
   * @param goneUrl responds with 410, which disables the webhook
   * @returns a command line that publishes such an event
   */
  async disableWebhook(organizationId: string, goneUrl: string): Promise<string> {
    const { token, webhookIds } = this.#organization(organizationId);
    const { eventType, event } = minimalEvent("message.received", 0);
    const webhook = JSON.stringify({ url: goneUrl, event_types: [eventType] });
    const { webhook_id: webhookId } = await this.expectObject(operations.createWebhook, { token, body: webhook });
    webhookIds.push(String(webhookId));
    const { curl } = await this.expectSuccess(publishEvent, { token, body: JSON.stringify({ event }) });
    return curl;
  }

  /** Deletes everything in the organizations of the run, and revokes their tokens. @returns ids of what could not be deleted */
  override async close(): Promise<string[]> {
    const left: string[] = [];
    const remove = async (...[operation, { id = "", token }]: Parameters<ProviderApi["call"]>) => {
      const options = { id, ...(token !== undefined && { token }), isCleanup: true };
      const isRemoved = await this.call(operation, options).then(
        ({ status }) => status < 300 || status === 404,
        () => false,
      );
      if (!isRemoved) left.push(id);
    };
    const removeOrganization = async ([id, { token, tokenId, webhookIds }]: [string, Organization]) => {
      const ids = new Set([...webhookIds, ...(await this.findLostWebhooks(token))]);
      await Promise.all([...ids].map((id) => remove(operations.deleteWebhook, { id, token })));
      await remove(deleteOperatorWebhook, { id, token });
      await remove(revokeToken, { id: tokenId });
    };
    if (this.#organizations.size > 0) await this.retry();
    await Promise.all([...this.#organizations].map(removeOrganization));
    await Promise.all((await this.findLostTokens()).map((id) => remove(revokeToken, { id })));
    return [...left, ...(await super.close())];
  }

  #organization(id: string): Organization {
    const organization = this.#organizations.get(id);
    if (organization === undefined) throw new Error(`${id} is not an organization of the run`);
    return organization;
  }

  async #createToken(request: CreateTokenRequest): Promise<Record<string, unknown>> {
    try {
      return await this.expectObject(createToken, { body: JSON.stringify(request) });
    } catch (error) {
      if (!(error instanceof UnexpectedResponseError)) throw error;
      throw new SetupError(
        `${error.message}. Operator events are checked in new organizations: the token needs tokens:write, as the bootstrap token has`,
      );
    }
  }

  #set({ token, url }: Organization): Promise<Record<string, unknown>> {
    return this.expectObject(setOperatorWebhook, { token, body: JSON.stringify({ url }) });
  }
}
