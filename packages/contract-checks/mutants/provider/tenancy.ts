import type { HttpRequest } from "../../src/provider/http.ts";
import { type Rules, rules } from "../../src/reference/rules.ts";
import type { StoredWebhook } from "../../src/reference/state.ts";
import { type Deviation, mutantsOf, type ProviderMutant, withRules } from "./mutant.ts";

/** Webhooks of every organization are visible to some requests. */
export const leakingTo = (isMeant: (request: HttpRequest) => boolean) => (): Deviation => {
  let isLeaking = false;
  return {
    rules: { isVisible: (...args) => isLeaking || rules.isVisible(...args) },
    onRequest: (request) => {
      isLeaking = isMeant(request);
    },
  };
};
const isItem = ({ path }: HttpRequest) => /webhooks\/./.test(path);

/** A `client_id` of another organization gives the new webhook a value of that organization's. */
const clientIdSharing = (field: "secret" | "url") => () => {
  const first = new Map<string | undefined, StoredWebhook>();
  return {
    rules: {
      create: (...args: Parameters<Rules["create"]>) => {
        const stored = rules.create(...args);
        const known = first.get(stored.client_id);
        if (stored.client_id !== undefined && known === undefined) first.set(stored.client_id, stored);
        return known === undefined || known.organization === stored.organization
          ? stored
          : { ...stored, [field]: known[field] };
      },
    },
  };
};

export const tenancyMutants: readonly ProviderMutant[] = mutantsOf("tenancy", {
  tenancy: {
    none: withRules({ isVisible: () => true }),
    other_forbidden: () => {
      const owners = new Map<string, string | undefined>();
      return {
        transform: (response, { method, path, headers }) => {
          const { webhook_id } = response.body as { webhook_id?: string };
          if (method === "POST" && webhook_id !== undefined) owners.set(webhook_id, headers.authorization);
          const owner = owners.get(path.split("/").at(-1) ?? "");
          const isOthers = owner !== undefined && owner.slice(0, 8) !== headers.authorization?.slice(0, 8);
          return isOthers && response.status === 404 ? { ...response, status: 403 } : response;
        },
      };
    },
    item_get: leakingTo((request) => request.method === "GET" && isItem(request)),
    item_patch: leakingTo((request) => request.method === "PATCH" && isItem(request)),
    item_delete: leakingTo((request) => request.method === "DELETE" && isItem(request)),
    list: leakingTo((request) => request.method === "GET" && !isItem(request)),
  },
  client_id_per_organization: {
    client_id_shared: withRules({
      isSameClient: (stored, client_id) => client_id !== undefined && stored.client_id === client_id,
    }),
    client_id_shares_secret: clientIdSharing("secret"),
    client_id_shares_url: clientIdSharing("url"),
    client_id_taken_over: () => {
      const latest = new Map<string | undefined, string>();
      return {
        rules: {
          create: (body, organization, all) => {
            latest.set(body.client_id, organization);
            return rules.create(body, organization, all);
          },
          isSameClient: (stored, client_id, organization) =>
            rules.isSameClient(stored, client_id, organization) && latest.get(client_id) === organization,
        },
      };
    },
  },
  tenancy_page_token: {
    page_token_decides: () => {
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
        onRequest: () => {
          owner = undefined;
        },
      };
    },
  },
});
