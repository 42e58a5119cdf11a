import { once } from "node:events";
import { WebhookError } from "@agent-webhooks/client";
import { readSettings, SettingsError } from "./settings.ts";
import { startSupportDesk } from "./support-desk.ts";
import { openTickets } from "./tickets.ts";

try {
  const settings = readSettings(process.env);
  const tickets = openTickets(settings.database);
  const desk = await startSupportDesk({ ...settings, tickets });
  const stopped = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);

  const { webhook, outcome } = desk.registration;
  console.log(`support desk at ${desk.url}: GET /tickets; webhook ${webhook.webhook_id} ${outcome}`);
  if (!webhook.enabled) console.warn("The webhook is disabled and receives no events. Enable it, then recover it.");

  await stopped;
  await desk.close();
  tickets.close();
} catch (error) {
  // An invalid setting, an API error or a used port is one sentence; anything else is a bug and keeps its stack.
  const isExpected =
    error instanceof SettingsError || error instanceof WebhookError || Object(error).code !== undefined;
  console.error(isExpected ? (error as Error).message : error);
  process.exitCode = 1;
}
