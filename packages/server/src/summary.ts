import { eventTypes, operations } from "@agent-webhooks/types";
import type { Server } from "./server.ts";
import type { Settings } from "./settings.ts";

/** What `start` prints: where the service is, what it keeps, and two lines to try it with. */
export function formatSummary({ url, docsUrl, database, dataDir, token }: Server, settings: Settings): string {
  const { words, argument } = describeToken(token, settings);
  const authorization = `-H "Authorization: Bearer ${argument}"`;
  const webhook = JSON.stringify({ url: "https://example.com/hooks", event_types: [eventTypes[0]] });
  return [
    "",
    `  agent-webhooks   ${url}`,
    ...(docsUrl === undefined ? [] : [`  API reference    ${docsUrl}`]),
    `  database         ${database}`,
    ...(dataDir === undefined ? [] : [`  data             ${dataDir}`]),
    `  token            ${words}`,
    "",
    "  Create a webhook, then list them:",
    "",
    `  curl ${url}${operations.createWebhook.path} ${authorization} -H "Content-Type: application/json" -d '${webhook}'`,
    `  curl ${url}${operations.listWebhooks.path} ${authorization}`,
    "",
    "",
  ].join("\n");
}

/** A token that was set stays out of the logs of a server; on a laptop it is what one wants to copy. */
function describeToken(token: string | undefined, { database, bootstrapToken }: Settings) {
  if (token === undefined) {
    return { words: "was printed at the first start; set BOOTSTRAP_TOKEN to have another", argument: "$TOKEN" };
  }
  if (database.kind === "postgres" && bootstrapToken !== undefined) {
    return { words: "the one in BOOTSTRAP_TOKEN", argument: "$BOOTSTRAP_TOKEN" };
  }
  return { words: token, argument: token };
}
