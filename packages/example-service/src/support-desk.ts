import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type ClientOptions, createWebhooksClient, type EnsuredWebhook } from "@agent-webhooks/client";
import { createReceiver, type NodeHandler } from "@agent-webhooks/receiver";
import type { Tickets } from "./tickets.ts";

const closeTimeoutMs = 5_000;

export interface SupportDeskOptions {
  /** The API that the webhook is registered with. */
  readonly api: ClientOptions;
  /** The inbox whose messages become tickets. */
  readonly inboxId: string;
  readonly tickets: Tickets;
  /** Port on 127.0.0.1. @default 0, a free one */
  readonly port?: number;
  /** URL under which the API reaches this service, without a path. @default the address it listens on */
  readonly publicUrl?: string;
  /** Called with each error of a delivery. @default `console.error` */
  readonly onError?: (error: unknown) => void;
}

/** A running support desk. */
export interface SupportDesk extends AsyncDisposable {
  /** The address it listens on, without a path. */
  readonly url: string;
  /** Its webhook, and whether this start created or changed it. */
  readonly registration: EnsuredWebhook;
  /** Stops listening. Open requests have five seconds to complete. */
  close(): Promise<void>;
}

/**
 * Starts the desk: listens, creates or updates its webhook, and receives events.
 *
 * @throws WebhookError when the webhook cannot be registered
 */
export async function startSupportDesk(options: SupportDeskOptions): Promise<SupportDesk> {
  const { api, inboxId, tickets, port = 0, onError = console.error } = options;
  let receive: NodeHandler | undefined;

  const server = createServer((request, response) => {
    // `new URL` would throw for some paths that a client may send, such as `//`.
    const pathname = URL.parse(request.url ?? "/", "http://desk")?.pathname;
    if (pathname === "/hooks") {
      // The secret comes with the registration. An event that arrives earlier is retried.
      if (receive === undefined) response.writeHead(503, { "retry-after": "1" }).end();
      else receive(request, response);
    } else if (pathname === "/tickets" && request.method === "GET") {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(tickets.list()));
    } else {
      response.writeHead(404).end();
    }
  });
  const url = await listen(server, port);

  try {
    const webhooks = createWebhooksClient(api);
    const registration = await webhooks.ensure({
      client_id: "support-desk",
      url: `${options.publicUrl ?? url}/hooks`,
      event_types: ["message.received"],
      inbox_ids: [inboxId],
    });
    // After the secret is rotated, restart the desk while both secrets sign.
    receive = createReceiver({ secrets: registration.webhook.secret, onError })
      .on("message.received", ({ message }) =>
        tickets.file({
          message_id: message.message_id,
          thread_id: message.thread_id,
          from: message.from,
          subject: message.subject ?? "(no subject)",
          text: message.extracted_text ?? message.text ?? "",
          received_at: message.timestamp,
        }),
      )
      .nodeHandler();
    let stopped: Promise<void> | undefined;
    const close = () => (stopped ??= stop(server));
    return { url, registration, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await stop(server);
    throw error;
  }
}

async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Stops a server, which must be listening. */
async function stop(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  const timer = setTimeout(() => server.closeAllConnections(), closeTimeoutMs);
  await closed;
  clearTimeout(timer);
}
