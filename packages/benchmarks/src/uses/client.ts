import { createWebhooksClient } from "@agent-webhooks/client";

const webhooks = createWebhooksClient({ baseUrl: "https://api.example.com", token: "t" });
const { secret } = await webhooks.create({ url: "https://example.com/hooks", event_types: ["message.received"] });
console.log(secret);
