import { type CreateWebhookRequest, eventTypes } from "@agent-webhooks/types";
import { CreateWebhookRequestSchema } from "@agent-webhooks/types/schemas";
import { type Command, defineApiCommand } from "../command.ts";
import { UsageError } from "../errors.ts";
import { fieldOptions, wholeNumber } from "../fields.ts";

const { properties } = CreateWebhookRequestSchema;
const fields = fieldOptions<Partial<Omit<CreateWebhookRequest, "url" | "client_id">>>(
  { properties },
  {
    event_types: "Event type to listen for (again, or with commas, for more); without it, every type",
    inbox_ids: "Only events of this inbox (again for more)",
    pod_ids: "Only events of this pod (again for more)",
  },
);

export const listen: Command = defineApiCommand({
  name: "listen",
  describe: "Receive events with a temporary webhook, verify and show them, and forward them",
  options: {
    forward: {
      type: "string",
      requiresArg: true,
      describe: "URL to send each verified event on to, as it came; what it answers is the answer",
    },
    ...fields.options,
    host: { type: "string", requiresArg: true, default: "127.0.0.1", describe: "Address to receive at" },
    port: {
      ...wholeNumber("port", { minimum: 0, maximum: 65_535 }),
      default: 0,
      defaultDescription: "a free one",
      describe: "Port to receive at",
    },
    "public-url": {
      type: "string",
      requiresArg: true,
      describe: "URL of the webhook, when the service reaches this machine under another one, as through a tunnel",
    },
  },
  examples: [
    ["$0 listen", "show every event"],
    ["$0 listen --forward http://localhost:3000/hooks", "and have your service handle it"],
    ["$0 listen --event-type message.received --json | jq .event.message.subject", "for a script"],
    ["$0 listen --port 4000 --public-url https://hooks.tunnel.example", "of a service elsewhere"],
  ],
  check({ forward, "public-url": publicUrl }) {
    for (const [name, url] of Object.entries({ forward, "public-url": publicUrl })) {
      if (url !== undefined && !/^https?:\/\/[^/]/i.test(URL.parse(url)?.href ?? "")) {
        throw new UsageError(`--${name} must be an absolute http(s) URL, such as http://localhost:3000/hooks.`);
      }
    }
  },
  async run(args, api) {
    const { listenForEvents } = await import("../listen/listen.ts");
    const { host, port, forward, "public-url": publicUrl } = args;
    await listenForEvents(
      { event_types: [...eventTypes], ...fields.read(args) },
      { host, port, publicUrl, forward },
      api,
    );
  },
});
