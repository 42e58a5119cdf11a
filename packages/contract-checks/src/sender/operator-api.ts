import { randomUUID } from "node:crypto";
import { type CreateWebhookRequest, type Operation, operations } from "@agent-webhooks/types";
import { type CreateTokenRequest, operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import type { TargetResponse } from "../provider/response.ts";
import { minimalEvent } from "../receiver/data/events.ts";
import { NotRunError, SetupError } from "../run/errors.ts";
import { type CallOptions, type CreatedWebhook, ProviderApi, UnexpectedResponseError } from "./api.ts";

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

  /**
   * @throws SetupError when the token may not create tokens
   * @throws LimitReachedError when it may create no more
   */
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
   * @returns the response to the event
   */
  async disableWebhook(organizationId: string, goneUrl: string): Promise<TargetResponse> {
    const { token, webhookIds } = this.#organization(organizationId);
    const { eventType, event } = minimalEvent("message.received", 0);
    const webhook = JSON.stringify({ url: goneUrl, event_types: [eventType] });
    const { webhook_id: webhookId } = await this.expectObject(operations.createWebhook, { token, body: webhook });
    webhookIds.push(String(webhookId));
    return this.expectSuccess(publishEvent, { token, body: JSON.stringify({ event }) });
  }

  /** Deletes everything in an organization of the run, and then its token. */
  override async discard(organizationId: string): Promise<void> {
    if (!this.#organizations.has(organizationId)) return;
    // The token can delete what is left later.
    if ((await this.#empty(organizationId)).length === 0) await this.#revoke(organizationId);
  }

  /** Deletes everything in the organizations of the run, and revokes their tokens. @returns ids of what could not be deleted */
  override async close(): Promise<string[]> {
    if (this.#organizations.size > 0) await this.retry();
    const left = await Promise.all(
      [...this.#organizations.keys()].map(async (id) => [...(await this.#empty(id)), ...(await this.#revoke(id))]),
    );
    const tokens = await Promise.all((await this.findLostTokens()).map((id) => this.#remove(revokeToken, { id })));
    return [...left, ...tokens, await super.close()].flat();
  }

  /** Deletes the webhooks of an organization. @returns ids of those that are left */
  async #empty(organizationId: string): Promise<string[]> {
    const { token, webhookIds } = this.#organization(organizationId);
    const ids = new Set([...webhookIds, ...(await this.findLostWebhooks(token))]);
    const left = await Promise.all([...ids].map((id) => this.#remove(operations.deleteWebhook, { id, token })));
    return [...left, await this.#remove(deleteOperatorWebhook, { id: organizationId, token })].flat();
  }

  /** Revokes the token of an organization. @returns its id if it is left */
  async #revoke(organizationId: string): Promise<string[]> {
    const left = await this.#remove(revokeToken, { id: this.#organization(organizationId).tokenId });
    if (left.length === 0) this.#organizations.delete(organizationId);
    return left;
  }

  /** @returns the id if it is left */
  async #remove(operation: Operation, { id, ...options }: CallOptions & { readonly id: string }): Promise<string[]> {
    const isRemoved = await this.call(operation, { id, ...options, isCleanup: true }).then(
      // A token of the run that is rejected was revoked, which is done when nothing else is left.
      ({ status }) => status < 300 || status === 404 || (status === 401 && options.token !== undefined),
      () => false,
    );
    return isRemoved ? [] : [id];
  }

  #organization(id: string): Organization {
    const organization = this.#organizations.get(id);
    if (organization === undefined) throw new Error(`${id} is not an organization of the run`);
    return organization;
  }

  async #createToken(request: CreateTokenRequest): Promise<Record<string, unknown>> {
    try {
      return await this.callToCreate(createToken, request, this.#organizations.size > 0);
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
