import { type Rules, rules, type Stored } from "../../src/reference/rules.ts";
import { classOf, deciding, type ProviderMutant } from "./mutant.ts";

const tenancy = classOf("tenancy");

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
  ...(["secret", "url"] as const).map((field) =>
    tenancy(`client_id_shares_${field}`, "client_id_per_organization", () => {
      const first = new Map<string | undefined, Stored>();
      return {
        rules: {
          make: (body, organization, all) => {
            const stored = rules.make(body, organization, all);
            const known = first.get(stored.clientId);
            if (stored.clientId !== undefined && known === undefined) first.set(stored.clientId, stored);
            return known === undefined || known.organization === organization
              ? stored
              : { ...stored, [field]: known[field] };
          },
        },
      };
    }),
  ),
  tenancy("client_id_taken_over", "client_id_per_organization", () => {
    const latest = new Map<string | undefined, string>();
    return {
      rules: {
        make: (body, organization, all) => {
          latest.set(body.client_id, organization);
          return rules.make(body, organization, all);
        },
        isSameClient: (stored, clientId, organization) =>
          rules.isSameClient(stored, clientId, organization) && latest.get(clientId) === organization,
      },
    };
  }),
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
