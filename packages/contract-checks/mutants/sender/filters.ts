import type { StoredWebhook } from "../../src/reference/state.ts";
import { mutants, type SenderMutant } from "./mutant.ts";
import { isMatch, type SentEvent, type Steps } from "./steps.ts";

const matching = (matches: Steps["matches"]): Partial<Steps> => ({ matches });

const inInbox = ({ inbox_ids }: StoredWebhook, { inboxId }: SentEvent) => inbox_ids.includes(inboxId ?? "");
const inPod = ({ pod_ids }: StoredWebhook, { podId }: SentEvent) => pod_ids.includes(podId ?? "");
const hasType = ({ event_types }: StoredWebhook, { type }: SentEvent) => event_types.includes(type);
const isUnlimited = ({ inbox_ids, pod_ids }: StoredWebhook) => inbox_ids.length + pod_ids.length === 0;
/** As the contract has it, but for the types. */
const inPlace = (webhook: StoredWebhook, event: SentEvent) =>
  isUnlimited(webhook) || inInbox(webhook, event) || inPod(webhook, event);

/** They send events to the wrong webhooks. */
export const filters: readonly SenderMutant[] = mutants("filters", {
  event_types: {
    types_ignored: matching(inPlace),
    kind_of_type_only: matching(
      (webhook, event) =>
        webhook.event_types.some((type) => type.split(".")[0] === event.type.split(".")[0]) && inPlace(webhook, event),
    ),
    domains_to_everyone: matching((webhook, event) =>
      event.type === "domain.verified" ? inPlace(webhook, event) : isMatch(webhook, event),
    ),
    bounces_with_deliveries: matching((webhook, event) =>
      isMatch(webhook, event.type === "message.bounced" ? { ...event, type: "message.delivered" } : event),
    ),
  },
  event_delivery: {
    one_type_forgotten: matching((webhook, event) => event.type !== "message.rejected" && isMatch(webhook, event)),
    only_first_type: matching((webhook, event) => webhook.event_types[0] === event.type && inPlace(webhook, event)),
    domains_without_inbox_lost: matching((webhook, event) => event.inboxId !== undefined && isMatch(webhook, event)),
    nothing_sent: matching(() => false),
  },
  inbox_filter: {
    inboxes_ignored: matching(
      (webhook, event) => hasType(webhook, event) && (webhook.pod_ids.length === 0 || inPlace(webhook, event)),
    ),
    events_without_inbox_to_everyone: matching(
      (webhook, event) => hasType(webhook, event) && (event.inboxId === undefined || inPlace(webhook, event)),
    ),
    inboxes_by_prefix: matching(
      (webhook, event) =>
        hasType(webhook, event) &&
        (inPlace(webhook, event) ||
          webhook.inbox_ids.some((id) => id.slice(0, 6) === (event.inboxId ?? "").slice(0, 6))),
    ),
  },
  pod_filter: {
    pods_ignored: matching(
      (webhook, event) => hasType(webhook, event) && (webhook.inbox_ids.length === 0 || inPlace(webhook, event)),
    ),
    pods_never_match: matching(
      (webhook, event) => hasType(webhook, event) && (isUnlimited(webhook) || inInbox(webhook, event)),
    ),
    domains_of_other_pods: matching(
      (webhook, event) =>
        isMatch(webhook, event) ||
        (event.inboxId === undefined && hasType(webhook, event) && webhook.inbox_ids.length === 0),
    ),
  },
  inbox_or_pod: {
    inbox_and_pod: matching(
      (webhook, event) =>
        hasType(webhook, event) &&
        (webhook.inbox_ids.length === 0 || inInbox(webhook, event)) &&
        (webhook.pod_ids.length === 0 || inPod(webhook, event)),
    ),
    pods_only_without_inboxes: matching(
      (webhook, event) =>
        hasType(webhook, event) &&
        (webhook.inbox_ids.length > 0
          ? inInbox(webhook, event) || event.inboxId === undefined
          : inPlace(webhook, event)),
    ),
    either_list_ignored: matching(
      (webhook, event) =>
        hasType(webhook, event) &&
        (inPlace(webhook, event) || (webhook.inbox_ids.length > 0 && webhook.pod_ids.length > 0)),
    ),
  },
  no_filter: {
    unlimited_gets_nothing: matching((webhook, event) => !isUnlimited(webhook) && isMatch(webhook, event)),
    unlimited_gets_no_domains: matching(
      (webhook, event) => !(isUnlimited(webhook) && event.inboxId === undefined) && isMatch(webhook, event),
    ),
  },
  changed_filter: {
    filter_of_creation: matching((_, event, created) => isMatch(created, event)),
    added_inboxes_ignored: matching(
      (webhook, event, { inbox_ids }) =>
        isMatch(webhook, event) &&
        (webhook.inbox_ids.length === 0 || inbox_ids.includes(event.inboxId ?? "") || inPod(webhook, event)),
    ),
    removed_inboxes_kept: matching((webhook, event, { inbox_ids }) =>
      isMatch({ ...webhook, inbox_ids: [...webhook.inbox_ids, ...inbox_ids] }, event),
    ),
  },
});
