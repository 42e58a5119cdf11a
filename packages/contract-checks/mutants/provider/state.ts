import { setImmediate as tick } from "node:timers/promises";
import type { ReferenceOptions, ReferenceResponse } from "../../src/reference/provider.ts";
import { distinct, type Rules, rules, type StoredWebhook } from "../../src/reference/rules.ts";
import { changingResponse, mutantsOf, type ProviderMutant, withFields, withRules } from "./mutant.ts";

const making = (change: (stored: StoredWebhook) => StoredWebhook) =>
  withRules({ create: (body, organization, all) => change(rules.create(body, organization, all)) });
const changing = (change: Rules["change"], more: Partial<Rules> = {}) => withRules({ change, ...more });
const remembered = () => {
  const seen: StoredWebhook[] = [];
  return seen;
};

/** Whoever sends a `client_id` is answered as the first who sent it. */
const firstAnswers = (): NonNullable<ReferenceOptions["transform"]> => {
  const first = new Map<unknown, ReferenceResponse>();
  return (response, { method, body }) => {
    const { client_id } = method === "POST" && response.status === 200 ? JSON.parse(String(body)) : {};
    if (client_id === undefined) return response;
    const known = first.get(client_id) ?? response;
    first.set(client_id, known);
    return known;
  };
};

export const stateMutants: readonly ProviderMutant[] = mutantsOf("state", {
  new_webhook: {
    new_disabled: changingResponse("createWebhook", 200, withFields({ enabled: false })),
    updated_at_ahead: making((stored) => ({ ...stored, updatedAt: stored.createdAt + 1 })),
    one_secret: () => {
      const secret = rules.newSecret();
      return { rules: { newSecret: () => secret } };
    },
  },
  echo: {
    url_normalised: making((stored) => ({
      ...stored,
      url: URL.canParse(stored.url) ? new URL(stored.url).href : stored.url,
    })),
    url_without_fragment: making((stored) => ({ ...stored, url: stored.url.replace(/#.*/, "") })),
    event_types_sorted: making((stored) => ({ ...stored, eventTypes: stored.eventTypes.toSorted() })),
    inboxes_sorted: making((stored) => ({ ...stored, inboxIds: stored.inboxIds.toSorted() })),
    inboxes_lower_case: making((stored) => ({ ...stored, inboxIds: stored.inboxIds.map((id) => id.toLowerCase()) })),
    pods_trimmed: making((stored) => ({ ...stored, podIds: stored.podIds.map((id) => id.trim()) })),
    pods_dropped: making((stored) => ({ ...stored, podIds: [] })),
    duplicates_kept: withRules({
      create: (body, organization, all) => ({ ...rules.create(body, organization, all), podIds: body.pod_ids ?? [] }),
    }),
    last_duplicate_kept: withRules({
      create: (body, organization, all) => ({
        ...rules.create(body, organization, all),
        inboxIds: distinct(body.inbox_ids?.toReversed()).toReversed(),
      }),
    }),
    client_id_dropped: making((stored) => ({ ...stored, clientId: undefined })),
  },
  positive_data_acceptance: {
    url_trimmed_slash: making((stored) => ({ ...stored, url: stored.url.replace(/~-\._$/, "") })),
  },
  client_id_repeated: {
    client_id_ignored: withRules({ isSameClient: () => false }),
    client_id_conflict: () => {
      const seen = new Set<string>();
      return {
        transform: (response, { method, body }) => {
          const { client_id } = method === "POST" && response.status === 200 ? JSON.parse(String(body)) : {};
          if (client_id === undefined) return response;
          if (!seen.has(client_id)) {
            seen.add(client_id);
            return response;
          }
          return { ...response, status: 409, body: { name: "ConflictError", message: "It exists." } };
        },
      };
    },
    client_id_answers_the_old: () => ({ transform: firstAnswers() }),
    client_id_resets: () => {
      const first = new Map<unknown, ReferenceResponse>();
      const changed = new Set<unknown>();
      const reset = new Set<unknown>();
      return {
        transform: (response, { method, path }) => {
          const { webhook_id: id = path.split("/").at(-1) } = response.body as { webhook_id?: string };
          if (method === "POST" && response.status === 200) {
            if (changed.has(id)) reset.add(id);
            if (!first.has(id)) first.set(id, response);
          }
          if (method === "PATCH") changed.add(id);
          return (method === "GET" && reset.has(id) && first.get(id)) || response;
        },
      };
    },
  },
  client_id_exact: {
    client_id_any_case: withRules({
      isSameClient: (stored, clientId, organization) =>
        stored.organization === organization &&
        clientId !== undefined &&
        stored.clientId?.toLowerCase() === clientId.toLowerCase(),
    }),
  },
  delete_is_final: {
    client_id_of_the_deleted: () => {
      const seen = remembered();
      const ghost = (clientId: string | undefined) =>
        clientId !== undefined && seen.find((stored) => stored.clientId === clientId);
      return {
        rules: {
          create: (body, organization, all) => {
            const known = ghost(body.client_id);
            const stored = known || rules.create(body, organization, all);
            seen.push(stored);
            return stored;
          },
        },
      };
    },
  },
  reading_changes_nothing: {
    reading_disables: () => {
      const read = new Set<string>();
      return {
        transform: (response, { method, path }) => {
          const id = path.split("/").at(-1) ?? "";
          if (method !== "GET" || response.status !== 200) return response;
          const isFirst = !read.has(id);
          read.add(id);
          return isFirst || id.startsWith("webhooks") ? response : withFields({ enabled: false })(response);
        },
      };
    },
  },
  url_never_changes: {
    url_changes: () => {
      const schema = rules.requestSchema("updateWebhook");
      const withUrl = { ...schema, properties: { ...schema.properties, url: { type: "string" } } };
      return {
        rules: {
          requestSchema: (operation) => (operation === "updateWebhook" ? withUrl : rules.requestSchema(operation)),
          change: (stored, change) => ({
            ...rules.change(stored, change),
            ...("url" in change && { url: String(change.url) }),
          }),
        },
      };
    },
  },
  random_creates: {
    some_pods_lost: making((stored) =>
      stored.podIds.length % 10 > 2 ? { ...stored, podIds: stored.podIds.slice(1) } : stored,
    ),
  },
  random_updates: {
    three_changes_at_once: changing((stored, change) =>
      rules.change(stored, Object.keys(change).length > 2 ? { ...change, remove_pod_ids: [] } : change),
    ),
  },
  client_id_racing: {
    racing: () => ({ beforeWrite: () => tick() }),
    racing_unseen: () => ({ beforeWrite: () => tick(), transform: firstAnswers() }),
  },
  update_racing: {
    lost_update: () => ({ beforeWrite: () => tick() }),
  },
  delete_racing: {
    delete_twice: () => ({ beforeWrite: () => tick() }),
  },
  use_after_free: {
    delete_ignored: () => {
      const seen = remembered();
      return {
        rules: { isVisible: (stored, organization) => rules.isVisible(stored, organization) },
        transform: (response, { method, path }) => {
          const id = path.split("/").at(-1) ?? "";
          if (method === "DELETE" && response.status === 200) seen.push({ id } as StoredWebhook);
          const isGone = seen.some((stored) => stored.id === id);
          return isGone && method === "GET" && response.status === 404
            ? {
                ...response,
                status: 200,
                body: {
                  webhook_id: id,
                  url: "https://example.com/",
                  secret: "whsec_AAAA",
                  enabled: true,
                  created_at: new Date(0),
                  updated_at: new Date(0),
                },
              }
            : response;
        },
      };
    },
  },
});
