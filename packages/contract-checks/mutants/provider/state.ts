import { setImmediate as tick } from "node:timers/promises";
import type { ReferenceOptions, Response } from "../../src/reference/provider.ts";
import { distinct, type Rules, rules, type Stored } from "../../src/reference/rules.ts";
import { answering, classOf, deciding, type ProviderMutant, withFields } from "./mutant.ts";

const state = classOf("state");

const making = (change: (stored: Stored) => Stored) =>
  deciding({ make: (body, organization, all) => change(rules.make(body, organization, all)) });
const changing = (change: Rules["change"], more: Partial<Rules> = {}) => deciding({ change, ...more });
const remembered = () => {
  const seen: Stored[] = [];
  return seen;
};

/** Whoever sends a `client_id` is answered as the first who sent it. */
const firstAnswers = (): NonNullable<ReferenceOptions["answer"]> => {
  const first = new Map<unknown, Response>();
  return (response, { method, body }) => {
    const { client_id } = method === "POST" && response.status === 200 ? JSON.parse(String(body)) : {};
    if (client_id === undefined) return response;
    const known = first.get(client_id) ?? response;
    first.set(client_id, known);
    return known;
  };
};

export const stateMutants: readonly ProviderMutant[] = [
  state("new_disabled", "new_webhook", answering("createWebhook", 200, withFields({ enabled: false }))),
  state(
    "updated_at_ahead",
    "new_webhook",
    making((stored) => ({ ...stored, updatedAt: stored.createdAt + 1 })),
  ),
  state("one_secret", "new_webhook", () => {
    const secret = rules.newSecret();
    return { rules: { newSecret: () => secret } };
  }),
  state(
    "url_normalised",
    "echo",
    making((stored) => ({ ...stored, url: URL.canParse(stored.url) ? new URL(stored.url).href : stored.url })),
  ),
  state(
    "url_without_fragment",
    "echo",
    making((stored) => ({ ...stored, url: stored.url.replace(/#.*/, "") })),
  ),
  state(
    "url_trimmed_slash",
    "positive_data_acceptance",
    making((stored) => ({ ...stored, url: stored.url.replace(/~-\._$/, "") })),
  ),
  state(
    "event_types_sorted",
    "echo",
    making((stored) => ({ ...stored, eventTypes: stored.eventTypes.toSorted() })),
  ),
  state(
    "inboxes_sorted",
    "echo",
    making((stored) => ({ ...stored, inboxIds: stored.inboxIds.toSorted() })),
  ),
  state(
    "inboxes_lower_case",
    "echo",
    making((stored) => ({ ...stored, inboxIds: stored.inboxIds.map((id) => id.toLowerCase()) })),
  ),
  state(
    "pods_trimmed",
    "echo",
    making((stored) => ({ ...stored, podIds: stored.podIds.map((id) => id.trim()) })),
  ),
  state(
    "pods_dropped",
    "echo",
    making((stored) => ({ ...stored, podIds: [] })),
  ),
  state(
    "duplicates_kept",
    "echo",
    deciding({
      make: (body, organization, all) => ({ ...rules.make(body, organization, all), podIds: body.pod_ids ?? [] }),
    }),
  ),
  state(
    "last_duplicate_kept",
    "echo",
    deciding({
      make: (body, organization, all) => ({
        ...rules.make(body, organization, all),
        inboxIds: distinct(body.inbox_ids?.toReversed()).toReversed(),
      }),
    }),
  ),
  state(
    "client_id_dropped",
    "echo",
    making((stored) => ({ ...stored, clientId: undefined })),
  ),
  state("client_id_ignored", "client_id_repeated", deciding({ isSameClient: () => false })),
  state(
    "client_id_any_case",
    "client_id_exact",
    deciding({
      isSameClient: (stored, clientId, organization) =>
        stored.organization === organization &&
        clientId !== undefined &&
        stored.clientId?.toLowerCase() === clientId.toLowerCase(),
    }),
  ),
  state("client_id_of_the_deleted", "delete_is_final", () => {
    const seen = remembered();
    const ghost = (clientId: string | undefined) =>
      clientId !== undefined && seen.find((stored) => stored.clientId === clientId);
    return {
      rules: {
        make: (body, organization, all) => {
          const known = ghost(body.client_id);
          const stored = known || rules.make(body, organization, all);
          seen.push(stored);
          return stored;
        },
      },
    };
  }),
  state("client_id_conflict", "client_id_repeated", () => {
    const seen = new Set<string>();
    return {
      answer: (response, { method, body }) => {
        const { client_id } = method === "POST" && response.status === 200 ? JSON.parse(String(body)) : {};
        if (client_id === undefined) return response;
        if (!seen.has(client_id)) {
          seen.add(client_id);
          return response;
        }
        return { ...response, status: 409, body: { name: "ConflictError", message: "It exists." } };
      },
    };
  }),
  state("client_id_answers_the_old", "client_id_repeated", () => ({ answer: firstAnswers() })),
  state("client_id_resets", "client_id_repeated", () => {
    const first = new Map<unknown, Response>();
    const changed = new Set<unknown>();
    const reset = new Set<unknown>();
    return {
      answer: (response, { method, path }) => {
        const { webhook_id: id = path.split("/").at(-1) } = response.body as { webhook_id?: string };
        if (method === "POST" && response.status === 200) {
          if (changed.has(id)) reset.add(id);
          if (!first.has(id)) first.set(id, response);
        }
        if (method === "PATCH") changed.add(id);
        return (method === "GET" && reset.has(id) && first.get(id)) || response;
      },
    };
  }),
  state("reading_disables", "reading_changes_nothing", () => {
    const read = new Set<string>();
    return {
      answer: (response, { method, path }) => {
        const id = path.split("/").at(-1) ?? "";
        if (method !== "GET" || response.status !== 200) return response;
        const isFirst = !read.has(id);
        read.add(id);
        return isFirst || id.startsWith("webhooks") ? response : withFields({ enabled: false })(response);
      },
    };
  }),
  state("url_changes", "url_never_changes", () => {
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
  }),
  state(
    "some_pods_lost",
    "random_creates",
    making((stored) => (stored.podIds.length % 10 > 2 ? { ...stored, podIds: stored.podIds.slice(1) } : stored)),
  ),
  state(
    "three_changes_at_once",
    "random_updates",
    changing((stored, change) =>
      rules.change(stored, Object.keys(change).length > 2 ? { ...change, remove_pod_ids: [] } : change),
    ),
  ),
  state("racing", "client_id_racing", () => ({ think: () => tick() })),
  state("racing_unseen", "client_id_racing", () => ({ think: () => tick(), answer: firstAnswers() })),
  state("lost_update", "update_racing", () => ({ think: () => tick() })),
  state("delete_twice", "delete_racing", () => ({ think: () => tick() })),
  state("delete_ignored", "use_after_free", () => {
    const seen = remembered();
    return {
      rules: { isVisible: (stored, organization) => rules.isVisible(stored, organization) },
      answer: (response, { method, path }) => {
        const id = path.split("/").at(-1) ?? "";
        if (method === "DELETE" && response.status === 200) seen.push({ id } as Stored);
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
  }),
];
