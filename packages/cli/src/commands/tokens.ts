import type { ListTokensQuery } from "@agent-webhooks/client";
import { type CreatedToken, type CreateTokenRequest, operations } from "@agent-webhooks/types/delivery";
import { CreateTokenRequestSchema } from "@agent-webhooks/types/delivery/schemas";
import { defineApiCommand, type Group } from "../command.ts";
import { fieldOptions, queryOptions } from "../options.ts";
import { allOption, printList } from "../output/list.ts";
import { formatDetails } from "../output/table.ts";

const { query: listQuery } = operations.listTokens.parameters;
const list = defineApiCommand({
  name: "list",
  describe: "List tokens, newest first, without their values",
  fields: queryOptions<Omit<ListTokensQuery, "page_token">>(listQuery, {
    limit: "Maximum number of tokens",
    ascending: "Oldest first",
  }),
  options: { all: allOption },
  examples: [
    ["$0 tokens list", "List the newest tokens"],
    [
      "$0 tokens list --all --json | jq -r '.[] | select(.organization_id == \"acme\").token_id'",
      "Print the IDs of the tokens of an organization",
    ],
  ],
  async run(args, context) {
    const { limit = listQuery.limit.schema.default, ...order } = context.fields;
    await printList(
      {
        noun: "token",
        max: args.all ? Number.POSITIVE_INFINITY : limit,
        load: (limit) => context.delivery.listTokens({ ...order, limit }),
        columns: ["token_id", "organization_id", "created_at", "expires_at", { name: "scopes", canShrink: true }],
      },
      context,
    );
  },
});

const create = defineApiCommand({
  name: "create",
  describe: "Create a token and show it once",
  fields: fieldOptions<CreateTokenRequest>(CreateTokenRequestSchema, {
    organization_id: "Organization that the token belongs to",
    scopes: "What the token may do (repeatable, or comma-separated)",
    expires_at: "Expiry time, for example 2031-01-16T08:00:00Z. Default: never",
  }),
  examples: [
    [
      "$0 tokens create --organization-id acme --scope webhooks:read,webhooks:write",
      "Create a token that manages webhooks",
    ],
    [
      "$0 tokens create --organization-id acme --scope events:publish --json | jq -r .token",
      "Print only the value of a new token",
    ],
  ],
  async run(_, { delivery, print, fields }) {
    const created = await delivery.createToken(fields);
    const expiresAt = { name: "expires_at", text: ({ expires_at = "never" }: CreatedToken) => expires_at };
    print.result(created, (output) =>
      formatDetails(["token_id", "token", "organization_id", "scopes", "created_at", expiresAt], created, output),
    );
    if (!print.json) print.note("Save the token now: the service stores only its hash.");
  },
});

const revoke = defineApiCommand({
  name: "revoke",
  describe: "Revoke a token, so that requests with it are rejected",
  positionals: { token_id: { type: "string", demandOption: true, describe: "ID of the token" } },
  examples: [["$0 tokens revoke tok_01jhm6tq8zr3v5x7k9n2p4s6w8", "Revoke a token (`tokens list` shows the ID)"]],
  async run({ token_id }, { delivery, print }) {
    await delivery.revokeToken(token_id);
    print.result({ token_id, revoked: true }, () => `Revoked ${token_id}.\n`);
  },
});

export const tokens: Group = {
  name: "tokens",
  describe: "Manage the tokens of all organizations (requires the scope tokens:write)",
  commands: [list, create, revoke],
};
