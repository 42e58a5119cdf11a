import type { CreateWebhookRequest, paths, UpdateWebhookRequest, Webhook } from "@agent-webhooks/types";
import { createWebhook, listWebhooks, updateWebhook } from "@agent-webhooks/types/routes";
import { ConflictError } from "./errors.ts";
import type { BaseClient } from "./internal/base-client.ts";
import { assertWithinLimits } from "./internal/validate-request.ts";
import type { CallOptions } from "./options.ts";

/** The webhook to create or update, identified by its `client_id`. */
export type EnsureWebhookRequest = CreateWebhookRequest & { client_id: string };

/** The webhook, and what was done to make it match. */
export interface EnsuredWebhook {
  readonly webhook: Webhook;
  /**
   * - `created`: no such webhook existed when this call checked. Two concurrent calls may both return it.
   * - `unchanged`: the existing webhook matched. Whether it is enabled is not compared.
   * - `updated`: the existing webhook was changed.
   */
  readonly outcome: "created" | "unchanged" | "updated";
}

/** Implements `ensure` of the webhooks client. */
export async function ensure(
  { call, list }: BaseClient<paths>,
  wanted: EnsureWebhookRequest,
  options?: CallOptions,
): Promise<EnsuredWebhook> {
  // Without a `client_id`, which JavaScript allows, any webhook that has none would match.
  assertWithinLimits(createWebhook.limits, { ...wanted, client_id: wanted.client_id ?? "" });
  const page = await list(listWebhooks, { limit: listWebhooks.pages.max }, options);
  const found = page.webhooks.find(({ client_id }) => client_id === wanted.client_id);
  // For a known `client_id`, create returns the existing webhook: one on a later page, or that of a concurrent call.
  const webhook = found ?? (await call(createWebhook, {}, options, wanted));
  const changes = diff(webhook, wanted);
  // Newest come first, so a webhook that is on a later page is older than all of these.
  const isNew =
    !found &&
    (!page.hasNextPage() ||
      page.webhooks.some(({ created_at }) => new Date(created_at) < new Date(webhook.created_at)));
  return Object.keys(changes)[0]
    ? {
        webhook: await call(updateWebhook, { path: { webhook_id: webhook.webhook_id } }, options, changes),
        outcome: "updated",
      }
    : { webhook, outcome: isNew ? "created" : "unchanged" };
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Returns the update that makes a webhook match; `{}` if it does. Which fields there are, and which of them an update can
 * change, is read from the spec.
 *
 * @throws ConflictError for a difference that no update can remove
 */
function diff(webhook: Webhook & Fields, wanted: EnsureWebhookRequest & Fields): UpdateWebhookRequest {
  const changes: Record<string, unknown> = {};
  for (const field in createWebhook.limits) {
    const isFilter = `add_${field}` in updateWebhook.limits;
    // A webhook without ids gets the events of every inbox and pod. Any other field that is not given stays as it is.
    if (!isFilter && wanted[field] === undefined) continue;
    const added = missing(wanted[field], webhook[field]);
    const removed = missing(webhook[field], wanted[field]);
    if (added.length + removed.length === 0) continue;
    if (field in updateWebhook.limits) changes[field] = wanted[field];
    // Removing the last inbox and pod would subscribe the webhook to everything.
    else if (isFilter && (wanted.inbox_ids?.[0] ?? wanted.pod_ids?.[0])) {
      if (added[0]) changes[`add_${field}`] = added;
      if (removed[0]) changes[`remove_${field}`] = removed;
    } else throw new ConflictError(`Cannot change ${field} of ${webhook.webhook_id}. Replace it.`);
  }
  return changes;
}

/** Returns the values of a field that the other lacks. */
function missing(field: unknown, other: unknown): unknown[] {
  return [field ?? []].flat().filter((value) => ![other].flat().includes(value));
}
