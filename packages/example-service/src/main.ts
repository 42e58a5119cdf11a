import { WebhookError } from "@agent-webhooks/client";
import { readSettings, SettingsError } from "./settings.ts";
import { startSupportDesk } from "./support-desk.ts";
import { openTickets } from "./tickets.ts";

try {
  const settings = readSettings(process.env);
  const tickets = openTickets(settings.database);
  const desk = await startSupportDesk({ ...settings, tickets });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, async () => {
      await desk.close();
      tickets.close();
    });
  }

  const { webhook, outcome } = desk.registration;
  console.log(`support desk at ${desk.url}: GET /tickets; its webhook ${webhook.webhook_id} was ${outcome}`);
  if (!webhook.enabled) console.warn("The webhook is disabled, so nothing will arrive: enable it, then recover it.");
} catch (error) {
  // What went wrong with a setting, the API or the port is a sentence; anything else is a fault of ours.
  const isExpected =
    error instanceof SettingsError || error instanceof WebhookError || Object(error).code !== undefined;
  console.error(isExpected ? (error as Error).message : error);
  process.exitCode = 1;
}
