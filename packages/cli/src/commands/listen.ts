import { type CreateWebhookRequest, eventTypes } from "@agent-webhooks/types";
import { CreateWebhookRequestSchema } from "@agent-webhooks/types/schemas";
import { type Command, defineApiCommand } from "../command.ts";
import { fieldOptions, httpUrlOption, integerOption } from "../options.ts";

export const listen: Command = defineApiCommand({
  name: "listen",
  describe: "Receive events with a temporary webhook: verify, show and forward them",
  fields: fieldOptions<Partial<Pick<CreateWebhookRequest, "event_types" | "inbox_ids" | "pod_ids">>>(
    { properties: CreateWebhookRequestSchema.properties },
    {
      event_types: "Event type to receive (repeatable, or comma-separated). Default: all",
      inbox_ids: "Receive only events of this inbox (repeatable)",
      pod_ids: "Receive only events of this pod (repeatable)",
    },
  ),
  options: {
    forward: {
      ...httpUrlOption("forward"),
      describe: "URL to forward verified requests to, unchanged; its response is returned to the service",
    },
    host: { type: "string", requiresArg: true, default: "127.0.0.1", describe: "Address to listen on" },
    port: {
      ...integerOption("port", { minimum: 0, maximum: 65_535 }),
      default: 0,
      defaultDescription: "any free port",
      describe: "Port to listen on",
    },
    "public-url": {
      ...httpUrlOption("public-url"),
      describe: "URL of the webhook, when the service reaches this machine by another URL, for example a tunnel",
    },
  },
  examples: [
    ["$0 listen", "Show every event"],
    ["$0 listen --forward http://localhost:3000/hooks", "Forward events to your service"],
    [
      "$0 listen --event-type message.received --json | jq .event.message.subject",
      "Print the subjects of received messages",
    ],
    ["$0 listen --port 4000 --public-url https://hooks.tunnel.example", "Receive from a service on another machine"],
  ],
  async run({ host, port, forward, "public-url": publicUrl }, context) {
    const { listenForEvents } = await import("../listen/listen.ts");
    const webhook = { event_types: [...eventTypes], ...context.fields };
    await listenForEvents(webhook, { host, port, publicUrl, forwardUrl: forward }, context);
  },
});
