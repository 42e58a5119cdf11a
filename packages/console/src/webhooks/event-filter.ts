import type { UpdateWebhookRequest, Webhook } from "@agent-webhooks/types";

type EventFilter = Required<Pick<Webhook, "inbox_ids" | "pod_ids">>;

/** The update that gives a webhook another event filter; without a field that does not change. */
export function changesOf(webhook: Webhook, wanted: EventFilter): UpdateWebhookRequest {
  const { inbox_ids = [], pod_ids = [] } = webhook;
  const changes = {
    add_inbox_ids: without(wanted.inbox_ids, inbox_ids),
    remove_inbox_ids: without(inbox_ids, wanted.inbox_ids),
    add_pod_ids: without(wanted.pod_ids, pod_ids),
    remove_pod_ids: without(pod_ids, wanted.pod_ids),
  } satisfies UpdateWebhookRequest;
  return Object.fromEntries(Object.entries(changes).filter(([, ids]) => ids.length > 0));
}

const without = (ids: readonly string[], others: readonly string[]) => ids.filter((id) => !others.includes(id));
