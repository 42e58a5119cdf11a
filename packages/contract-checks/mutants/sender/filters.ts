import type { StoredWebhook } from "../../src/reference/state.ts";
import { mutants, type SenderMutant } from "./mutant.ts";
import { isMatch, reference, type SentEvent, type Steps } from "./steps.ts";

const matching = (matches: Steps["matches"]): Partial<Steps> => ({ matches });

const inInbox = ({ inbox_ids }: StoredWebhook, { inboxId }: SentEvent) => inbox_ids.includes(inboxId ?? "");
const inPod = ({ pod_ids }: StoredWebhook, { podId }: SentEvent) => pod_ids.includes(podId ?? "");
const hasType = ({ event_types }: StoredWebhook, { type }: SentEvent) => event_types.includes(type);
const isUnlimited = ({ inbox_ids, pod_ids }: StoredWebhook) => inbox_ids.length + pod_ids.length === 0;
/** As the contract has it, but for the types. */
const inPlace = (webhook: StoredWebhook, event: SentEvent) =>
  isUnlimited(webhook) || inInbox(webhook, event) || inPod(webhook, event);

/** Compares ids in another way. @param isSame whether an id of the webhook is that of the event */
const comparing = (isSame: (id: string, other: string) => boolean) =>
  matching((webhook, event) => {
    const { inbox_ids, pod_ids } = webhook;
    const hasInbox = inbox_ids.some((id) => isSame(id, event.inboxId ?? ""));
    const hasPod = pod_ids.some((id) => isSame(id, event.podId ?? ""));
    return hasType(webhook, event) && (isUnlimited(webhook) || hasInbox || hasPod);
  });

/** Compares an event with other ids than those of the webhook. */
const listing = (change: (webhook: StoredWebhook) => Partial<StoredWebhook>) =>
  matching((webhook, event) => isMatch({ ...webhook, ...change(webhook) }, event));

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
  every_webhook: {
    first_webhook_of_each_event: () => {
      const sent = new Set<string>();
      return {
        accepts: ({ id }) => {
          const isFirst = !sent.has(id);
          sent.add(id);
          return isFirst;
        },
      };
    },
    last_webhook_of_each_event: () => {
      const latest = new Map<string, string>();
      return {
        accepts: ({ id }, webhookId) => {
          latest.set(id, webhookId);
          return true;
        },
        isWanted: (webhook, state, attempt) =>
          reference.isWanted(webhook, state, attempt) && latest.get(attempt.event.id) === attempt.webhookId,
      };
    },
  },
  inbox_filter: {
    first_inbox_only: listing(({ inbox_ids }) => ({ inbox_ids: inbox_ids.slice(0, 1) })),
    last_inbox_only: listing(({ inbox_ids }) => ({ inbox_ids: inbox_ids.slice(-1) })),
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
    first_pod_only: listing(({ pod_ids }) => ({ pod_ids: pod_ids.slice(0, 1) })),
    last_pod_only: listing(({ pod_ids }) => ({ pod_ids: pod_ids.slice(-1) })),
    pods_ignored: matching(
      (webhook, event) => hasType(webhook, event) && (webhook.inbox_ids.length === 0 || inPlace(webhook, event)),
    ),
    pods_never_match: matching(
      (webhook, event) => hasType(webhook, event) && (isUnlimited(webhook) || inInbox(webhook, event)),
    ),
    pod_of_a_domain_ignored: matching((webhook, event) => isMatch(webhook, { ...event, podId: event.podIdOfRequest })),
    pod_of_the_request_ignored_for_domains: matching((webhook, event) =>
      isMatch(webhook, { ...event, podId: event.inboxId === undefined ? event.podIdOfEvent : event.podId }),
    ),
    events_without_pod_to_everyone: matching(
      (webhook, event) =>
        isMatch(webhook, event) || (event.podId === undefined && hasType(webhook, event) && webhook.pod_ids.length > 0),
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
  exact_ids: {
    ids_in_any_case: comparing((id, other) => id.toLowerCase() === other.toLowerCase()),
    ids_by_prefix: comparing((id, other) => other.startsWith(id)),
    ids_by_prefix_of_the_event: comparing((id, other) => other !== "" && id.startsWith(other)),
    ids_that_contain_another: comparing((id, other) => other.includes(id)),
    ids_trimmed: comparing((id, other) => id === other.trim()),
    ids_as_sql_patterns: comparing((id, other) => new RegExp(`^${id.replaceAll("_", ".")}$`).test(other)),
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
