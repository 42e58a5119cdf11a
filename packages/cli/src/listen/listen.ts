import { NotFoundError, ValidationError } from "@agent-webhooks/client";
import { createReceiver, type Receiver } from "@agent-webhooks/receiver";
import { type CreateWebhookRequest, eventTypes, type Webhook } from "@agent-webhooks/types";
import type { Api } from "../command.ts";
import { Failure } from "../errors.ts";
import { programName } from "../program.ts";
import { describeReception } from "./describe-reception.ts";
import { createForwarder } from "./forward.ts";
import { startHttpServer } from "./http-server.ts";
import { createReception } from "./reception.ts";

/** Where events are received, and where they go. */
interface Places {
  readonly host: string;
  readonly port: number;
  /** URL of the webhook. @default that of the server that receives */
  readonly publicUrl: string | undefined;
  /** Where verified events are sent on to. @default nowhere */
  readonly forward: string | undefined;
}

/**
 * Receives events with a webhook of its own, prints each with its verdict, and forwards it; until it shall stop. However
 * it ends, the webhook is deleted.
 *
 * @throws Failure when the webhook cannot be deleted
 */
export async function listenForEvents(
  wanted: Omit<CreateWebhookRequest, "url" | "client_id">,
  { host, port, publicUrl, forward }: Places,
  api: Api,
): Promise<void> {
  const { print, io } = api;
  const stop = io.stopSignal();
  const forwarder = forward === undefined ? undefined : createForwarder(forward);
  // An event may be here before the answer with the secret is.
  let know: (receiver: Receiver) => void = () => {};
  const receiver = new Promise<Receiver>((resolve) => {
    know = resolve;
  });
  const receive = createReception(receiver, forwarder);
  const server = await startHttpServer({ host, port }, async (incoming) => {
    const { answer, reception } = await receive(incoming);
    print.item(reception, (_, paints) => describeReception(reception, paints));
    return answer;
  });
  try {
    // Not aborted by `stop`: whether there is a webhook to delete would not be known.
    const webhook = await create(wanted, publicUrl ?? server.url, api).catch((error: unknown) => {
      throw publicUrl === undefined ? withWayIn(error, server.url) : error;
    });
    try {
      know(createReceiver({ secrets: webhook.secret }));
      print.note(introduction(webhook, forward));
      if (!stop.aborted) await new Promise((resolve) => stop.addEventListener("abort", resolve, { once: true }));
    } finally {
      await remove(webhook, api);
    }
  } finally {
    await server.close();
    await forwarder?.close();
  }
}

function create(
  wanted: Omit<CreateWebhookRequest, "url" | "client_id">,
  url: string,
  { webhooks }: Api,
): Promise<Webhook> {
  // Tells in a list where it is from, if a crash leaves it there.
  const client_id = `${programName}-listen-${crypto.randomUUID()}`;
  return webhooks.create({ ...wanted, url, client_id }, { totalTimeoutMs: 15_000 });
}

/** Most services that run elsewhere do not send to an address of this machine, and could not. */
function withWayIn(error: unknown, url: string): unknown {
  const issue = error instanceof ValidationError && error.issues.find(({ path }) => path === "url");
  if (!issue) return error;
  return new Failure(
    `The service does not send to ${url}: it ${issue.message}. Say under which URL it reaches this machine, as through a tunnel: --public-url.`,
    { cause: error },
  );
}

function introduction({ webhook_id, url, event_types = [] }: Webhook, forward: string | undefined): string {
  const types = event_types.length === eventTypes.length ? "every event type" : event_types.join(", ");
  return [
    `Listening for ${types} with the webhook ${webhook_id}, at ${url}`,
    ...(forward === undefined ? [] : [`Forwarding to ${forward}`]),
    "Ctrl-C ends it and deletes the webhook.",
  ].join("\n");
}

async function remove({ webhook_id }: Webhook, { webhooks, print }: Api): Promise<void> {
  try {
    await webhooks.delete(webhook_id, { timeoutMs: 5_000, totalTimeoutMs: 10_000 });
    print.note(`Deleted the webhook ${webhook_id}.`);
  } catch (error) {
    // It is gone, which is what matters.
    if (error instanceof NotFoundError) return;
    throw new Failure(
      `The webhook ${webhook_id} is still there: ${(error as Error).message} ` +
        `Delete it with: ${programName} webhooks delete ${webhook_id}`,
      { cause: error },
    );
  }
}
