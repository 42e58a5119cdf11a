import { AgentMailClient } from "agentmail";

const { webhooks } = new AgentMailClient({ baseUrl: "https://api.example.com/agent", apiKey: "t" });
const { secret } = await webhooks.create({ url: "https://example.com/hooks", eventTypes: ["message.received"] });
console.log(secret);
