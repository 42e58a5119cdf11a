import type { ListTokensQuery } from "@agent-webhooks/client";
import { operations } from "@agent-webhooks/types/delivery";
import { type Command, defineApiCommand } from "../../command.ts";
import { queryOptions } from "../../fields.ts";
import { allOption, printList } from "../../output/list.ts";

const { query } = operations.listTokens.parameters;
const fields = queryOptions<Omit<ListTokensQuery, "page_token">>(query, {
  limit: "How many to list at most",
  ascending: "Oldest first",
});

export const list: Command = defineApiCommand({
  name: "list",
  describe: "List tokens, newest first, without the tokens themselves",
  options: { ...fields.options, all: allOption },
  examples: [
    ["$0 tokens list", "the newest tokens"],
    [
      "$0 tokens list --all --json | jq -r '.[] | select(.organization_id == \"acme\").token_id'",
      "those of one organization",
    ],
  ],
  async run(args, api) {
    const { limit = query.limit.schema.default, ...order } = fields.read(args);
    await printList(
      {
        noun: "token",
        max: args.all ? Number.POSITIVE_INFINITY : limit,
        load: (limit) => api.delivery.listTokens({ ...order, limit }),
        columns: () => [
          { name: "token_id", text: ({ token_id }) => token_id },
          { name: "organization_id", text: ({ organization_id }) => organization_id },
          { name: "created_at", text: ({ created_at }) => created_at },
          { name: "expires_at", text: ({ expires_at = "" }) => expires_at },
          { name: "scopes", text: ({ scopes }) => scopes.join(", "), isElastic: true },
        ],
      },
      api,
    );
  },
});
