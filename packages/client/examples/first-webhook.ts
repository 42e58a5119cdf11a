import { createWebhooksClient } from "@agent-webhooks/client";

const { AGENT_WEBHOOKS_URL: baseUrl = "http://127.0.0.1:8787", AGENT_WEBHOOKS_TOKEN: token = "" } = process.env;
const webhooks = createWebhooksClient({ baseUrl, token });

const webhook = await webhooks.create({ url: "https://example.com/hooks", event_types: ["message.received"] });
console.log("created", webhook.webhook_id, "with the secret", webhook.secret);

await webhooks.update(webhook.webhook_id, { add_inbox_ids: ["support@agents.example.com"] });
for await (const { webhook_id, inbox_ids = [] } of webhooks.list()) console.log(webhook_id, ...inbox_ids);
await webhooks.delete(webhook.webhook_id);
