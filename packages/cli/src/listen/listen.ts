import { NotFoundError, ValidationError } from "@agent-webhooks/client";
import { createReceiver, type Receiver } from "@agent-webhooks/receiver";
import { type CreateWebhookRequest, eventTypes, type Webhook } from "@agent-webhooks/types";
import { listWebhooks } from "@agent-webhooks/types/routes";
import type { ApiContext } from "../command.ts";
import { CommandError } from "../errors.ts";
import { createStyles } from "../output/text.ts";
import { programName } from "../program.ts";
import { describeRequest } from "./describe.ts";
import { createForwarder } from "./forward.ts";
import { startHttpServer } from "./http-server.ts";
import { createRequestHandler } from "./received-request.ts";

type WebhookFields = Omit<CreateWebhookRequest, "url" | "client_id">;

interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** URL of the webhook. @default the URL of the local server */
  readonly publicUrl: string | undefined;
  /** Where verified requests are forwarded to. @default nowhere */
  readonly forwardUrl: string | undefined;
}

/**
 * Receives events with a temporary webhook until it is stopped: prints each with its verdict, and forwards it. The webhook
 * is deleted however this ends.
 *
 * @throws CommandError when the webhook cannot be created or deleted
 */
export async function listenForEvents(
  fields: WebhookFields,
  { host, port, publicUrl, forwardUrl }: ListenOptions,
  context: ApiContext,
): Promise<void> {
  const { print, io } = context;
  const stop = io.stopSignal();
  const forwarder = forwardUrl === undefined ? undefined : createForwarder(forwardUrl);
  // An event may arrive before the response that contains the secret.
  let resolveReceiver: (receiver: Receiver) => void = () => {};
  const receiver = new Promise<Receiver>((resolve) => {
    resolveReceiver = resolve;
  });
  const handleRequest = createRequestHandler(receiver, forwarder);
  const server = await startHttpServer({ host, port }, async (request) => {
    const { response, received } = await handleRequest(request);
    print.item(received, (output) => describeRequest(received, createStyles(output)));
    return response;
  });
  try {
    // Not aborted by `stop`, or it would be unknown whether there is a webhook to delete.
    const webhook = await createWebhook({ ...fields, url: publicUrl ?? server.url }, context).catch(
      (error: unknown) => {
        throw publicUrl === undefined ? suggestPublicUrl(error, server.url) : error;
      },
    );
    try {
      resolveReceiver(createReceiver({ secrets: webhook.secret }));
      print.note(formatIntroduction(webhook, forwardUrl));
      if (!stop.aborted) await new Promise((resolve) => stop.addEventListener("abort", resolve, { once: true }));
    } finally {
      await deleteWebhook(webhook, context);
    }
  } finally {
    await server.close();
    forwarder?.close();
  }
}

async function createWebhook(fields: Omit<CreateWebhookRequest, "client_id">, context: ApiContext): Promise<Webhook> {
  // Shows in lists where the webhook comes from, if a crash leaves it behind.
  const client_id = `${programName}-listen-${crypto.randomUUID()}`;
  try {
    return await context.webhooks.create({ ...fields, client_id }, { totalTimeoutMs: 15_000 });
  } catch (error) {
    if (context.mayBeProcessed(error)) await deleteIfCreated(client_id, context);
    throw error;
  }
}

/** Deletes the webhook with this `client_id`. If it is not found, the service may still be creating it. */
async function deleteIfCreated(clientId: string, context: ApiContext): Promise<void> {
  const webhook = await findWebhook(clientId, context);
  if (webhook !== undefined) {
    await deleteWebhook(webhook, context).catch((error: Error) => context.print.note(error.message));
    return;
  }
  context.print.note(
    `A webhook with the client_id ${clientId} may be left. Find it with: ${programName} webhooks list --all --json`,
  );
}

async function findWebhook(
  clientId: string,
  { webhooks }: ApiContext,
): Promise<Pick<Webhook, "webhook_id"> | undefined> {
  try {
    // The newest come first.
    const page = await webhooks.list({ limit: listWebhooks.pages.max }, { timeoutMs: 5_000, maxRetries: 0 });
    return page.webhooks.find(({ client_id }) => client_id === clientId);
  } catch {
    return undefined;
  }
}

/** A service on another machine usually rejects local addresses, and could not reach them. */
function suggestPublicUrl(error: unknown, url: string): unknown {
  const issue = error instanceof ValidationError && error.issues.find(({ path }) => path === "url");
  if (!issue) return error;
  return new CommandError(
    `The service rejected the URL ${url}: it ${issue.message}. Pass --public-url with a URL where the service reaches this machine, for example of a tunnel.`,
    { cause: error },
  );
}

function formatIntroduction({ webhook_id, url, event_types = [] }: Webhook, forwardUrl: string | undefined): string {
  const types = event_types.length === eventTypes.length ? "all event types" : event_types.join(", ");
  return [
    `Listening for ${types} with the webhook ${webhook_id} at ${url}`,
    ...(forwardUrl === undefined ? [] : [`Forwarding to ${forwardUrl}`]),
    "Press Ctrl-C to stop and delete the webhook.",
  ].join("\n");
}

async function deleteWebhook(
  { webhook_id }: Pick<Webhook, "webhook_id">,
  { webhooks, print }: ApiContext,
): Promise<void> {
  try {
    await webhooks.delete(webhook_id, { timeoutMs: 5_000, totalTimeoutMs: 10_000 });
    print.note(`Deleted the webhook ${webhook_id}.`);
  } catch (error) {
    if (error instanceof NotFoundError) return;
    throw new CommandError(
      `Cannot delete the webhook ${webhook_id}: ${(error as Error).message} ` +
        `Delete it with: ${programName} webhooks delete ${webhook_id}`,
      { cause: error },
    );
  }
}
