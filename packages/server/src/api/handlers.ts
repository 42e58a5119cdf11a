import type { PageQuery } from "../paging.ts";
import type { Tokens } from "../tokens/tokens.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";
import type { Handlers } from "./contract.ts";
import { readPage } from "./page.ts";
import type { PageTokens } from "./page-token.ts";

export interface HandlerDependencies {
  readonly webhooks: Webhooks;
  readonly tokens: Tokens;
  readonly pageTokens: PageTokens;
}

/** What each operation does. */
export function createHandlers({ webhooks, tokens, pageTokens }: HandlerDependencies): Handlers {
  return {
    async listWebhooks({ organizationId, query }) {
      const list = { operation: "listWebhooks", organizationId, ascending: query.ascending };
      const load = (page: PageQuery) => webhooks.page(organizationId, page);
      const { items, ...page } = await readPage(pageTokens, list, query, load, ({ webhook_id }) => webhook_id);
      return { ...page, webhooks: items };
    },

    async createWebhook({ organizationId, body }) {
      return webhooks.create(organizationId, body);
    },

    async getWebhook({ organizationId, path }) {
      return webhooks.get(organizationId, path.webhook_id);
    },

    async updateWebhook({ organizationId, path, body }) {
      return webhooks.update(organizationId, path.webhook_id, body);
    },

    async deleteWebhook({ organizationId, path }) {
      return webhooks.delete(organizationId, path.webhook_id) as Promise<undefined>;
    },

    // Tokens are those of every organization: `tokens:write` is the scope of the one who runs the service.
    async listTokens({ organizationId, query }) {
      const list = { operation: "listTokens", organizationId, ascending: query.ascending };
      const load = (page: PageQuery) => tokens.page(page);
      const { items, ...page } = await readPage(pageTokens, list, query, load, ({ token_id }) => token_id);
      return { ...page, tokens: items };
    },

    async createToken({ body }) {
      return tokens.create(body);
    },

    async revokeToken({ path }) {
      return tokens.revoke(path.token_id) as Promise<undefined>;
    },
  };
}
