import type { CreateTokenRequest } from "@agent-webhooks/types/delivery";
import { CreateTokenRequestSchema } from "@agent-webhooks/types/delivery/schemas";
import { type Command, defineApiCommand } from "../../command.ts";
import { fieldOptions } from "../../fields.ts";
import { details } from "../../output/table.ts";

const fields = fieldOptions<CreateTokenRequest>(CreateTokenRequestSchema, {
  organization_id: "Organization that the token speaks for",
  scopes: "What it may do (again, or with commas, for more)",
  expires_at: "When it ends: 2031-01-16T08:00:00Z; without it, never",
});

export const create: Command = defineApiCommand({
  name: "create",
  describe: "Create a token and show it, this once",
  options: fields.options,
  examples: [
    ["$0 tokens create --organization-id acme --scope webhooks:read,webhooks:write", "to manage webhooks"],
    ["$0 tokens create --organization-id acme --scope events:publish --json | jq -r .token", "just the token"],
  ],
  async run(args, { delivery, print }) {
    const created = await delivery.createToken(fields.read(args));
    print.result(created, (output) =>
      details(
        [
          ["token_id", created.token_id],
          ["token", created.token],
          ["organization_id", created.organization_id],
          ["scopes", created.scopes.join(", ")],
          ["created_at", created.created_at],
          ["expires_at", created.expires_at ?? "never"],
        ],
        output,
      ),
    );
    if (!print.json) print.note("Keep the token now: only its hash is stored.");
  },
});
