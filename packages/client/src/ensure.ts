import type { CreateWebhookRequest, UpdateWebhookRequest, Webhook } from "@agent-webhooks/types";
import { createWebhook, listWebhooks, updateWebhook } from "@agent-webhooks/types/routes";
import { ConflictError } from "./errors.ts";
import { assertWithinLimits } from "./internal/validate-request.ts";
import type { CallOptions } from "./options.ts";
import type { WebhooksClient } from "./webhooks.ts";

/** The webhook that is wanted. `client_id` says which one it is. */
export type EnsureWebhookRequest = CreateWebhookRequest & { client_id: string };

/** The webhook as it now stands, and what was done for it. */
export interface EnsuredWebhook {
  readonly webhook: Webhook;
  /**
   * - `created`: there was none when this call looked: it is newer than the ones that were there. Of two calls that
   *   race, both may say so.
   * - `unchanged`: it was there, as wanted. Whether it is enabled is not looked at.
   * - `updated`: it was there, and got other inboxes or pods.
   */
  readonly outcome: "created" | "unchanged" | "updated";
}

type Comparable = Readonly<Record<string, string | readonly string[] | undefined>>;

/** `ensure` of the client, by its other methods. */
export async function ensure(
  client: Pick<WebhooksClient, "create" | "list" | "update">,
  wanted: EnsureWebhookRequest,
  options: CallOptions = {},
): Promise<EnsuredWebhook> {
  assertWithinLimits(createWebhook.limits, wanted);
  const page = await client.list({ limit: listWebhooks.pages.max }, options);
  const found = page.webhooks.find(({ client_id }) => client_id === wanted.client_id);
  // Gives the one that there is, if it is further back. Compared in any case: another call may have been faster, and
  // wanted something else.
  const webhook = found ?? (await client.create(wanted, options));
  const isNew =
    !found &&
    (!page.hasNextPage() ||
      page.webhooks.some(({ created_at }) => new Date(created_at) < new Date(webhook.created_at)));
  const pairs = [
    ["add", wanted, webhook],
    ["remove", webhook, wanted],
  ] as unknown as [verb: string, from: Comparable, to: Comparable][];
  const change: Record<string, readonly string[]> = {};
  for (const field of ["url", "event_types", "inbox_ids", "pod_ids"]) {
    for (const [verb, from, to] of pairs) {
      const ids = [from[field] ?? []].flat().filter((id) => !to[field]?.includes(id));
      if (!ids[0]) continue;
      const name = `${verb}_${field}`;
      // Without any inbox and pod it would get the events of all of them; no update may widen it so.
      if (!(name in updateWebhook.limits && (wanted.inbox_ids?.[0] ?? wanted.pod_ids?.[0]))) {
        throw new ConflictError(`${webhook.webhook_id} has another ${field}, which cannot change. Delete it first.`);
      }
      change[name] = ids;
    }
  }
  if (!Object.keys(change)[0]) return { webhook, outcome: isNew ? "created" : "unchanged" };
  return {
    webhook: await client.update(webhook.webhook_id, change as UpdateWebhookRequest, options),
    outcome: "updated",
  };
}
