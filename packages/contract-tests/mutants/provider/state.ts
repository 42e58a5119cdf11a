import { setImmediate as tick } from "node:timers/promises";
import { distinct, type Rules, rules, type Stored, without } from "../../src/reference/rules.ts";
import { answering, classOf, deciding, type ProviderMutant, withFields } from "./mutant.ts";

const state = classOf("state");
const tenancy = classOf("tenancy");

const making = (change: (stored: Stored) => Stored) =>
  deciding({ make: (body, organization, all) => change(rules.make(body, organization, all)) });
const changing = (change: Rules["change"], more: Partial<Rules> = {}) => deciding({ change, ...more });
/** Problems but for some. */
const forgiving = (...forgiven: string[]) =>
  deciding({
    changeProblems: (stored, change) =>
      Object.fromEntries(
        Object.entries(rules.changeProblems(stored, change)).filter(([path]) => !forgiven.includes(path)),
      ),
  });
const remembered = () => {
  const seen: Stored[] = [];
  return seen;
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
  state(
    "update_ignored",
    "update",
    changing((stored) => stored),
  ),
  state(
    "update_replaces",
    "update",
    changing((stored, { add_inbox_ids, add_pod_ids }) => ({
      ...stored,
      ...(add_inbox_ids && { inboxIds: distinct(add_inbox_ids) }),
      ...(add_pod_ids && { podIds: distinct(add_pod_ids) }),
    })),
  ),
  state(
    "removes_ignored",
    "update",
    changing((stored, change) => rules.change(stored, { ...change, remove_inbox_ids: [], remove_pod_ids: [] })),
  ),
  state(
    "adds_pods_to_inboxes",
    "update",
    changing((stored, change) =>
      rules.change(stored, {
        ...change,
        add_inbox_ids: [...(change.add_inbox_ids ?? []), ...(change.add_pod_ids ?? [])],
        add_pod_ids: [],
      }),
    ),
  ),
  state(
    "prepends",
    "update",
    changing((stored, change) => ({
      ...rules.change(stored, change),
      inboxIds: distinct([...(change.add_inbox_ids ?? []), ...without(stored.inboxIds, change.remove_inbox_ids)]),
    })),
  ),
  state(
    "appends_before_removes",
    "update",
    deciding({
      changeProblems: (stored, change) => {
        const first = rules.change(stored, { ...change, remove_inbox_ids: [] });
        return first.inboxIds.length > 10 ? { add_inbox_ids: ["too many"] } : rules.changeProblems(stored, change);
      },
    }),
  ),
  state(
    "moves_what_is_there",
    "update",
    changing((stored, change) => ({
      ...rules.change(stored, change),
      inboxIds: distinct([
        ...without(stored.inboxIds, [...(change.remove_inbox_ids ?? []), ...(change.add_inbox_ids ?? [])]),
        ...(change.add_inbox_ids ?? []),
      ]),
    })),
  ),
  state(
    "update_new_secret",
    "update",
    changing((stored, change) => ({ ...rules.change(stored, change), secret: rules.newSecret() })),
  ),
  state(
    "update_new_created_at",
    "updated_at_moves",
    changing((stored, change) => ({ ...rules.change(stored, change), createdAt: Date.now() })),
  ),
  state(
    "update_forgets_client_id",
    "update",
    changing((stored, change) => ({ ...rules.change(stored, change), clientId: undefined })),
  ),
  state("updated_at_never", "updated_at_moves", deciding({ isChanged: () => false })),
  state("updated_at_always", "updated_at_stays", deciding({ isChanged: () => true })),
  state(
    "updated_at_back",
    "update",
    changing((stored, change) => ({ ...rules.change(stored, change), updatedAt: stored.createdAt - 1000 }), {
      isChanged: () => false,
    }),
  ),
  state("contradiction_inboxes", "update_refused", forgiving("remove_inbox_ids")),
  state("contradiction_pods", "update_refused", forgiving("remove_pod_ids")),
  state("eleven_inboxes", "update_refused", forgiving("add_inbox_ids")),
  state("eleven_pods", "update_refused", forgiving("add_pod_ids")),
  state("widening", "update_refused", forgiving("body")),
  state(
    "widening_by_kind",
    "update",
    deciding({
      changeProblems: (stored, change) => {
        const after = rules.change(stored, change);
        return stored.inboxIds.length > 0 && after.inboxIds.length === 0
          ? { body: ["no"] }
          : rules.changeProblems(stored, change);
      },
    }),
  ),
  state(
    "unlimited_is_widening",
    "update_without_scopes",
    deciding({
      changeProblems: (stored, change) => {
        const after = rules.change(stored, change);
        return after.inboxIds.length + after.podIds.length === 0
          ? { body: ["no"] }
          : rules.changeProblems(stored, change);
      },
    }),
  ),
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

const organizations = (visible: Rules["isVisible"]) => deciding({ isVisible: visible });

export const tenancyMutants: readonly ProviderMutant[] = [
  tenancy(
    "none",
    "tenancy",
    organizations(() => true),
  ),
  tenancy("other_forbidden", "tenancy", () => {
    const owners = new Map<string, string | undefined>();
    return {
      answer: (response, { method, path, headers }) => {
        const { webhook_id } = response.body as { webhook_id?: string };
        if (method === "POST" && webhook_id !== undefined) owners.set(webhook_id, headers.authorization);
        const owner = owners.get(path.split("/").at(-1) ?? "");
        const isOthers = owner !== undefined && owner.slice(0, 8) !== headers.authorization?.slice(0, 8);
        return isOthers && response.status === 404 ? { ...response, status: 403 } : response;
      },
    };
  }),
  tenancy(
    "client_id_shared",
    "client_id_per_organization",
    deciding({ isSameClient: (stored, clientId) => clientId !== undefined && stored.clientId === clientId }),
  ),
  ...(["GET", "PATCH", "DELETE"] as const).map((method) =>
    tenancy(`item_${method.toLowerCase()}`, "tenancy", () => {
      let isMeant = false;
      return {
        rules: {
          tokenOf: (header) => {
            return rules.tokenOf(header);
          },
          isVisible: (stored, organization) => isMeant || rules.isVisible(stored, organization),
        },
        before: (request) => {
          isMeant = request.method === method && /webhooks\/./.test(request.path);
        },
      };
    }),
  ),
  tenancy("list", "tenancy", () => {
    let isMeant = false;
    return {
      rules: { isVisible: (stored, organization) => isMeant || rules.isVisible(stored, organization) },
      before: ({ method, path }) => {
        isMeant = method === "GET" && !/webhooks\/./.test(path);
      },
    };
  }),
  tenancy("page_token_decides", "tenancy_page_token", () => {
    let owner: string | undefined;
    const owners = new Map<string, string>();
    return {
      rules: {
        issueToken: (last, ascending, organization) => {
          const token = rules.issueToken(last, ascending, organization);
          owners.set(token, organization);
          return token;
        },
        readToken: (token, ascending, organization) => {
          owner = owners.get(token);
          return rules.readToken(token, ascending, owner ?? organization);
        },
        isVisible: (stored, organization) => rules.isVisible(stored, owner ?? organization),
      },
      before: () => {
        owner = undefined;
      },
    };
  }),
];
