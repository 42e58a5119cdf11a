import { eventTypes, operations } from "@agent-webhooks/types";
import type { Server } from "./server.ts";
import type { Settings } from "./settings.ts";

/** Formats what a start prints: addresses, database, token, and, unless it is a worker, two curl lines. */
export function formatSummary(server: Server, settings: Settings): string {
  const { url, docsUrl, consoleUrl, database, dataDir, token } = server;
  const { role } = settings;
  const { text, argument, fragment } = describeToken(token, settings);
  return [
    "",
    `  agent-webhooks   ${url}`,
    ...(role === "worker"
      ? []
      : [
          `  console          ${consoleUrl ? `${consoleUrl}${fragment}` : notBuilt}`,
          `  API reference    ${docsUrl ?? notBuilt}`,
        ]),
    `  database         ${database}`,
    ...(dataDir === undefined ? [] : [`  data             ${dataDir}`]),
    `  token            ${text}`,
    "",
    ...(role === "worker" ? [] : firstCommands(url, argument)),
    "",
  ].join("\n");
}

function firstCommands(url: string, token: string): string[] {
  const authorization = `-H "Authorization: Bearer ${token}"`;
  const webhook = JSON.stringify({ url: "https://example.com/hooks", event_types: [eventTypes[0]] });
  return [
    "  Create a webhook, then list them:",
    "",
    `  curl ${url}${operations.createWebhook.path} ${authorization} -H "Content-Type: application/json" -d '${webhook}'`,
    `  curl ${url}${operations.listWebhooks.path} ${authorization}`,
    "",
  ];
}

const notBuilt = "not built; run: npx -y pnpm@12 build";

/** On a laptop the token is shown, to be copied; on a server, a configured token stays out of the logs. */
function describeToken(token: string | undefined, { database, bootstrapToken }: Settings) {
  if (token === undefined) {
    return { text: "printed at the first start; set BOOTSTRAP_TOKEN to replace it", argument: "$TOKEN", fragment: "" };
  }
  if (database.kind === "postgres" && bootstrapToken !== undefined) {
    return { text: "the one in BOOTSTRAP_TOKEN", argument: "$BOOTSTRAP_TOKEN", fragment: "" };
  }
  // Browsers do not send the fragment of a URL, so that the token stays out of logs. The console signs in with it.
  return { text: token, argument: token, fragment: `#token=${encodeURIComponent(token)}` };
}
