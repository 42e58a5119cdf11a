import type { ListWebhooksQuery } from "@agent-webhooks/client";
import { operations } from "@agent-webhooks/types";
import { type Command, defineApiCommand } from "../../command.ts";
import { queryOptions } from "../../fields.ts";
import { allOption, printList } from "../../output/list.ts";
import { eventTypesOf, showSecrets } from "./show.ts";

const { query } = operations.listWebhooks.parameters;
const fields = queryOptions<Omit<ListWebhooksQuery, "page_token">>(query, {
  limit: "How many to list at most",
  ascending: "Oldest first",
});

export const list: Command = defineApiCommand({
  name: "list",
  describe: "List webhooks, newest first",
  options: { ...fields.options, all: allOption, "show-secrets": showSecrets },
  examples: [
    ["$0 webhooks list", "the newest webhooks"],
    ["$0 webhooks list --all --ascending", "all of them, oldest first"],
    ["$0 webhooks list --all --json | jq -r '.[].url'", "for a script"],
  ],
  async run(args, api) {
    const { limit = query.limit.schema.default, ...order } = fields.read(args);
    await printList(
      {
        noun: "webhook",
        max: args.all ? Number.POSITIVE_INFINITY : limit,
        load: (limit) => api.webhooks.list({ ...order, limit }),
        columns: ({ green, yellow }) => [
          { name: "webhook_id", text: ({ webhook_id }) => webhook_id },
          {
            name: "enabled",
            text: ({ enabled }) => (enabled ? "yes" : "no"),
            paint: ({ enabled }) => (enabled ? green : yellow),
          },
          { name: "url", text: ({ url }) => url, isElastic: true },
          { name: "event_types", text: eventTypesOf, isElastic: true },
          { name: "inbox_ids", text: ({ inbox_ids = [] }) => inbox_ids.join(", "), isElastic: true },
          { name: "pod_ids", text: ({ pod_ids = [] }) => pod_ids.join(", "), isElastic: true },
          { name: "secret", text: ({ secret }) => (args["show-secrets"] ? secret : "") },
        ],
      },
      api,
    );
  },
});
