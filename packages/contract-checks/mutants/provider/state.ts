import { randomBytes } from "node:crypto";
import { setImmediate as tick } from "node:timers/promises";
import type { CreateWebhookRequest, Webhook } from "@agent-webhooks/types";
import type { HttpRequest } from "../../src/provider/http.ts";
import type { ReferenceResponse } from "../../src/reference/provider.ts";
import { distinct, type Rules, rules } from "../../src/reference/rules.ts";
import type { StoredWebhook } from "../../src/reference/state.ts";
import { changingResponse, type Deviation, mutantsOf, type ProviderMutant, withFields, withRules } from "./mutant.ts";

/** Changes fields of a new webhook. */
const creating = (change: (stored: StoredWebhook, body: CreateWebhookRequest) => Partial<StoredWebhook>) =>
  withRules({
    create: (body, organization, all) => {
      const stored = rules.create(body, organization, all);
      return { ...stored, ...change(stored, body) };
    },
  });

const secretOf = (bytes: number) => `whsec_${randomBytes(bytes).toString("base64")}`;

const idIn = ({ path }: HttpRequest) => path.split("/").at(-1) ?? "";

/** Responds differently to creates with a `client_id` that has been used. */
const onKnownClientId =
  (respond: (first: ReferenceResponse, response: ReferenceResponse) => ReferenceResponse) => (): Deviation => {
    const firstResponses = new Map<unknown, ReferenceResponse>();
    return {
      transform: (response, { method, body }) => {
        const { client_id } = method === "POST" && response.status === 200 ? JSON.parse(String(body)) : {};
        if (client_id === undefined) return response;
        const first = firstResponses.get(client_id);
        if (first === undefined) firstResponses.set(client_id, response);
        return first === undefined ? response : respond(first, response);
      },
    };
  };
const firstResponse = onKnownClientId((first) => first);
const conflict = onKnownClientId((_, response) => {
  return { ...response, status: 409, body: { name: "ConflictError", message: "It exists." } };
});

/** Lets other requests come in between reading and writing. */
const racing = () => ({ beforeWrite: () => tick() });

/** An update stores the webhook, also if it was deleted after it was read. */
function updateUpserts(): Deviation {
  return {
    handlers: ({ updateWebhook }, { webhooks }) => ({
      updateWebhook: async (context) => {
        await tick();
        // Concurrent updates are not lost.
        return updateWebhook({ ...context, webhook: webhooks.get(context.id) ?? context.webhook });
      },
    }),
  };
}

/** A repeated create after an update makes `get` return the webhook as it was created. */
function clientIdResets(): Deviation {
  const created = new Map<unknown, ReferenceResponse>();
  const [changed, reset] = [new Set<unknown>(), new Set<unknown>()];
  return {
    transform: (response, request) => {
      const { webhook_id: id = idIn(request) } = response.body as { webhook_id?: string };
      if (request.method === "POST" && response.status === 200) {
        if (changed.has(id)) reset.add(id);
        if (!created.has(id)) created.set(id, response);
      }
      if (request.method === "PATCH") changed.add(id);
      return (request.method === "GET" && reset.has(id) && created.get(id)) || response;
    },
  };
}

/** A create with the `client_id` of a deleted webhook brings it back. */
function clientIdOfDeleted(): Deviation {
  const byClientId = new Map<unknown, StoredWebhook>();
  const create: Rules["create"] = (body, organization, all) => {
    const stored = byClientId.get(body.client_id) ?? rules.create(body, organization, all);
    if (body.client_id !== undefined) byClientId.set(body.client_id, stored);
    return stored;
  };
  return { rules: { create } };
}

/** The next id is one above the highest that exists. */
function reusedIds(): Deviation {
  const used = new Set<number>();
  return {
    rules: {
      newId: () => {
        const next = Math.max(0, ...used) + 1;
        used.add(next);
        return `wh_${next}`;
      },
    },
    transform: (response, request, operation) => {
      if (operation === "deleteWebhook" && response.status === 200) used.delete(Number(idIn(request).slice(3)));
      return response;
    },
  };
}

function readingDisables(): Deviation {
  const read = new Set<string>();
  return {
    transform: (response, request) => {
      const id = idIn(request);
      if (request.method !== "GET" || response.status !== 200) return response;
      const isFirst = !read.has(id);
      read.add(id);
      return isFirst || id.startsWith("webhooks") ? response : withFields({ enabled: false })(response);
    },
  };
}

function urlChanges(): Deviation {
  const schema = rules.requestSchema("updateWebhook");
  const withUrl = { ...schema, properties: { ...schema.properties, url: { type: "string" } } };
  return {
    rules: {
      requestSchema: (operation) => (operation === "updateWebhook" ? withUrl : rules.requestSchema(operation)),
      update: (stored, change) => ({
        ...rules.update(stored, change),
        ...("url" in change && { url: String(change.url) }),
      }),
    },
  };
}

/** `get` still finds deleted webhooks. */
function deleteIgnored(): Deviation {
  const deleted = new Set<string>();
  const time = new Date(0).toISOString();
  const fields = {
    url: "https://example.com/",
    secret: "whsec_AAAA",
    enabled: true,
    created_at: time,
    updated_at: time,
  };
  return {
    transform: (response, request) => {
      const webhook_id = idIn(request);
      if (request.method === "DELETE" && response.status === 200) deleted.add(webhook_id);
      const isFound = request.method === "GET" && response.status === 404 && deleted.has(webhook_id);
      return isFound ? { ...response, status: 200, body: { webhook_id, ...fields } } : response;
    },
  };
}

export const stateMutants: readonly ProviderMutant[] = mutantsOf("state", {
  new_webhook: {
    new_disabled: changingResponse("createWebhook", 200, withFields({ enabled: false })),
    updated_at_ahead_by_microseconds: changingResponse("createWebhook", 200, (response) =>
      withFields({ updated_at: String((response.body as Webhook).updated_at).replace("Z", "001Z") })(response),
    ),
    updated_at_ahead: creating(({ created_at }) => ({ updated_at: created_at + 1 })),
    secret_of_16_bytes: withRules({ newSecret: () => secretOf(16) }),
    secret_of_23_bytes: withRules({ newSecret: () => secretOf(23) }),
    secret_of_65_bytes: withRules({ newSecret: () => secretOf(65) }),
    secret_without_meaning: withRules({ newSecret: () => `${secretOf(24)}A` }),
    secret_with_spare_bits: withRules({ newSecret: () => secretOf(25).replace(/.==$/, "B==") }),
    one_secret: () => {
      const secret = rules.newSecret();
      return { rules: { newSecret: () => secret } };
    },
  },
  echo: {
    url_normalised: creating(({ url }) => ({ url: URL.parse(url)?.href ?? url })),
    url_host_lower_case: creating(({ url }) => ({ url: url.replace(/\/\/[^/?#]+/, (host) => host.toLowerCase()) })),
    url_scheme_lower_case: creating(({ url }) => ({ url: url.replace(/^\w+/, (scheme) => scheme.toLowerCase()) })),
    url_slash_added: creating(({ url }) => ({ url: url.replace(/^(\w+:\/\/[^/?#]+)(?=[?#]|$)/, "$1/") })),
    url_without_default_port: creating(({ url }) => ({ url: url.replace(/:443(?=\/)/, "") })),
    url_without_empty_query: creating(({ url }) => ({ url: url.replace(/[?#]$/, "") })),
    inboxes_normalised: creating(({ inbox_ids }) => ({ inbox_ids: inbox_ids.map((id) => id.normalize("NFC")) })),
    inboxes_same_when_normalised: creating(({ inbox_ids }) => ({
      inbox_ids: [...new Map(inbox_ids.toReversed().map((id) => [id.normalize("NFC"), id])).values()].toReversed(),
    })),
    url_without_fragment: creating(({ url }) => ({ url: url.replace(/#.*/, "") })),
    inboxes_sorted: creating(({ inbox_ids }) => ({ inbox_ids: inbox_ids.toSorted() })),
    inboxes_lower_case: creating(({ inbox_ids }) => ({ inbox_ids: inbox_ids.map((id) => id.toLowerCase()) })),
    pods_trimmed: creating(({ pod_ids }) => ({ pod_ids: pod_ids.map((id) => id.trim()) })),
    pods_dropped: creating(() => ({ pod_ids: [] })),
    duplicates_kept: creating((_, { pod_ids = [] }) => ({ pod_ids })),
    last_duplicate_kept: creating((_, body) => ({
      inbox_ids: distinct(body.inbox_ids?.toReversed()).toReversed(),
    })),
    client_id_dropped: creating(() => ({ client_id: undefined })),
  },
  positive_data_acceptance: {
    url_trimmed_slash: creating(({ url }) => ({ url: url.replace(/~-\._$/, "") })),
  },
  client_id_repeated: {
    client_id_ignored: withRules({ isSameClient: () => false }),
    client_id_conflict: conflict,
    client_id_answers_the_old: firstResponse,
    client_id_resets: clientIdResets,
  },
  client_id_exact: {
    client_id_any_case: withRules({
      isSameClient: (stored, client_id, organization) =>
        rules.isSameClient(
          { ...stored, client_id: stored.client_id?.toLowerCase() },
          client_id?.toLowerCase(),
          organization,
        ),
    }),
  },
  delete_is_final: { client_id_of_the_deleted: clientIdOfDeleted, id_of_the_newest: () => reusedIds() },
  reading_changes_nothing: { reading_disables: readingDisables },
  url_never_changes: { url_changes: urlChanges },
  random_creates: {
    some_pods_lost: creating(({ pod_ids }) => (pod_ids.length % 10 > 2 ? { pod_ids: pod_ids.slice(1) } : {})),
  },
  random_updates: {
    three_changes_at_once: withRules({
      update: (stored, change) =>
        rules.update(stored, Object.keys(change).length > 2 ? { ...change, remove_pod_ids: [] } : change),
    }),
  },
  client_id_racing: { racing, racing_unseen: () => ({ ...racing(), ...firstResponse() }) },
  update_racing: { lost_update: racing },
  delete_racing: { delete_twice: racing, update_brings_back: updateUpserts },
  use_after_free: { delete_ignored: deleteIgnored },
});
