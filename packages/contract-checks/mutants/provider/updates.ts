import type { UpdateWebhookRequest, Webhook } from "@agent-webhooks/types";
import { setFields } from "../../src/provider/data/webhook-model.ts";
import type { ReferenceResponse } from "../../src/reference/provider.ts";
import { distinct, type Rules, rules, without } from "../../src/reference/rules.ts";
import type { StoredWebhook } from "../../src/reference/state.ts";
import { maxIds } from "../../src/spec/schema.ts";
import { remembering } from "../mutant.ts";
import { changingPage, changingResponse, type Deviation, mutantsOf, type ProviderMutant, withRules } from "./mutant.ts";

/** Applies another change than the requested one. */
const applying = (change: (requested: UpdateWebhookRequest) => UpdateWebhookRequest) =>
  withRules({ update: (stored, requested) => rules.update(stored, change(requested)) });

/** Changes fields of an updated webhook. */
const changing = (
  change: (before: StoredWebhook, requested: UpdateWebhookRequest) => Partial<StoredWebhook>,
  more: Partial<Rules> = {},
) =>
  withRules({
    update: (before, requested) => ({ ...rules.update(before, requested), ...change(before, requested) }),
    ...more,
  });

/** Accepts an update with an issue of one field, or of an item in it. */
const accepting = (field: string) =>
  withRules({
    updateIssues: (stored, change) =>
      Object.fromEntries(
        Object.entries(rules.updateIssues(stored, change)).filter(([path]) => path.split(".")[0] !== field),
      ),
  });

/** Rejects an update, also where the contract accepts it. */
const rejecting = (isRejected: (before: StoredWebhook, after: StoredWebhook) => boolean) =>
  withRules({
    updateIssues: (stored, change) =>
      isRejected(stored, rules.update(stored, change)) ? { body: ["no"] } : rules.updateIssues(stored, change),
  });

/** `get` returns a webhook as it was first read. */
function getCached(): Deviation {
  const first = remembering<string, ReferenceResponse>();
  return changingResponse("getWebhook", 200, (response, { path }) => first(path, response))();
}

/** Lists show each webhook as it was first listed. */
function listCached(): Deviation {
  const first = remembering<string, Webhook>();
  return changingPage(({ webhooks, ...page }) => ({
    ...page,
    webhooks: (webhooks as Webhook[]).map((webhook) => first(webhook.webhook_id, webhook)),
  }))();
}

/** A mutant for each field that an update sets. */
const ofSetFields = (name: string, mutant: (field: string) => () => Deviation) =>
  Object.fromEntries(setFields.map((field) => [`update_${name}_${field}`, mutant(field)]));

export const updateMutants: readonly ProviderMutant[] = mutantsOf("state", {
  update: {
    get_cached: getCached,
    present_in_full_list: withRules({
      updateIssues: (stored, change) =>
        stored.inbox_ids.length + (change.add_inbox_ids ?? []).length - (change.remove_inbox_ids ?? []).length > maxIds
          ? { add_inbox_ids: ["too many"] }
          : rules.updateIssues(stored, change),
    }),
    update_ignored: withRules({ update: (stored) => stored }),
    update_replaces: withRules({
      update: (stored, { add_inbox_ids, add_pod_ids }) => ({
        ...stored,
        ...(add_inbox_ids && { inbox_ids: distinct(add_inbox_ids) }),
        ...(add_pod_ids && { pod_ids: distinct(add_pod_ids) }),
      }),
    }),
    removes_ignored: applying((change) => ({ ...change, remove_inbox_ids: [], remove_pod_ids: [] })),
    adds_pods_to_inboxes: applying(({ add_inbox_ids = [], add_pod_ids = [], ...change }) => ({
      ...change,
      add_inbox_ids: [...add_inbox_ids, ...add_pod_ids],
      add_pod_ids: [],
    })),
    prepends: changing(({ inbox_ids }, { add_inbox_ids = [], remove_inbox_ids }) => ({
      inbox_ids: distinct([...add_inbox_ids, ...without(inbox_ids, remove_inbox_ids)]),
    })),
    appends_before_removes: withRules({
      updateIssues: (stored, change) => {
        const first = rules.update(stored, { ...change, remove_inbox_ids: [] });
        return first.inbox_ids.length > maxIds ? { add_inbox_ids: ["too many"] } : rules.updateIssues(stored, change);
      },
    }),
    moves_what_is_there: changing(({ inbox_ids }, { add_inbox_ids = [], remove_inbox_ids = [] }) => ({
      inbox_ids: distinct([...without(inbox_ids, [...remove_inbox_ids, ...add_inbox_ids]), ...add_inbox_ids]),
    })),
    only_first_removed: applying(({ remove_inbox_ids = [], remove_pod_ids = [], ...change }) => ({
      ...change,
      remove_inbox_ids: remove_inbox_ids.slice(0, 1),
      remove_pod_ids: remove_pod_ids.slice(0, 1),
    })),
    only_first_pod_removed: applying(({ remove_pod_ids = [], ...change }) => ({
      ...change,
      remove_pod_ids: remove_pod_ids.slice(0, 1),
    })),
    only_first_added: applying(({ add_inbox_ids = [], add_pod_ids = [], ...change }) => ({
      ...change,
      add_inbox_ids: add_inbox_ids.slice(0, 1),
      add_pod_ids: add_pod_ids.slice(0, 1),
    })),
    update_keeps_one_event_type: changing(({ event_types }) => ({ event_types: event_types.slice(0, 1) })),
    update_resets_event_types: changing(() => ({
      event_types: rules.requestSchema("createWebhook").properties?.event_types?.items?.enum ?? [],
    })),
    pods_reset_unless_mentioned: changing(({ pod_ids }, change) =>
      change.add_pod_ids || change.remove_pod_ids ? {} : { pod_ids: pod_ids.slice(0, 1) },
    ),
    inboxes_reset_unless_mentioned: changing(({ inbox_ids }, change) =>
      change.add_inbox_ids || change.remove_inbox_ids ? {} : { inbox_ids: inbox_ids.slice(0, 1) },
    ),
    update_resets_url: changing(({ url }) => ({ url: url.replace(/[?#].*/, "") })),
    update_new_secret: changing(() => ({ secret: rules.newSecret() })),
    update_forgets_client_id: changing(() => ({ client_id: undefined })),
    updated_at_back: changing(({ created_at }) => ({ updated_at: created_at - 1000 }), { isChanged: () => false }),
    ...ofSetFields("ignores", (field) =>
      applying((change) => Object.fromEntries(Object.entries(change).filter(([name]) => name !== field))),
    ),
    ...ofSetFields("forgets", (field) =>
      changing((_, requested) => (field in requested ? {} : { [field]: undefined })),
    ),
    widening_by_kind: rejecting((before, after) => before.inbox_ids.length > 0 && after.inbox_ids.length === 0),
    ten_ids_of_both_kinds: rejecting((_, after) => after.inbox_ids.length + after.pod_ids.length > maxIds),
  },
  updated_at_moves: {
    update_new_created_at: changing(() => ({ created_at: Date.now() })),
    updated_at_not_for_pods: withRules({
      isChanged: (before, after) => rules.isChanged({ ...before, pod_ids: [] }, { ...after, pod_ids: [] }),
    }),
    updated_at_not_for_removals: withRules({
      isChanged: (before, after) =>
        after.inbox_ids.length + after.pod_ids.length >= before.inbox_ids.length + before.pod_ids.length,
    }),
    list_shows_created_at: changingPage(({ webhooks, ...page }) => ({
      ...page,
      webhooks: (webhooks as readonly Webhook[]).map((webhook) => ({ ...webhook, updated_at: webhook.created_at })),
    })),
    list_cached: listCached,
    updated_at_never: withRules({ isChanged: () => false }),
  },
  updated_at_stays: {
    updated_at_always: withRules({ isChanged: () => true }),
  },
  update_rejected: {
    contradiction_inboxes: accepting("remove_inbox_ids"),
    contradiction_pods: accepting("remove_pod_ids"),
    eleven_inboxes: accepting("add_inbox_ids"),
    eleven_pods: accepting("add_pod_ids"),
    widening: accepting("body"),
  },
  update_without_filter: {
    unlimited_is_widening: rejecting((_, after) => after.inbox_ids.length + after.pod_ids.length === 0),
  },
});
