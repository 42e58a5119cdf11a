import {
  AuthenticationError,
  ConflictError,
  ConnectionError,
  createDeliveryClient,
  createWebhooksClient,
  type DeliveryClient,
  isWebhookError,
  NotFoundError,
  PermissionError,
  ValidationError,
  type WebhookError,
  type WebhooksClient,
} from "@agent-webhooks/client";
import type { Settings } from "./config.ts";
import { Failure, UsageError } from "./errors.ts";

/** The clients of both APIs. */
export function createClients({ url, token }: Settings): { webhooks: WebhooksClient; delivery: DeliveryClient } {
  const options = { baseUrl: url, token };
  return { webhooks: createWebhooksClient(options), delivery: createDeliveryClient(options) };
}

/** What the client threw, as a sentence for the one who typed the command. Anything else comes back as it is. */
export function explain(error: unknown, { url, sources }: Settings): unknown {
  if (!isWebhookError(error)) return error;
  const failure = (message: string) => new Failure(message, { cause: error });
  if (error instanceof ConnectionError) {
    return failure(
      `The service at ${url} does not answer (${reasonOf(error)}). ` +
        `Start it with "agent-webhooks serve", or say where it is with --url or AGENT_WEBHOOKS_URL.`,
    );
  }
  if (error instanceof AuthenticationError) {
    return failure(
      `The service at ${url} does not know the token (${sources.token}): it is wrong, revoked or expired.`,
    );
  }
  if (error instanceof ValidationError) {
    const message = error.issues.map(({ path, message }) => `${path} ${message}`).join("; ");
    return error.status === undefined
      ? new UsageError(`Nothing was sent: ${message}.`, { cause: error })
      : failure(`The service refused this: ${message}.`);
  }
  if (error instanceof NotFoundError || error instanceof PermissionError || error instanceof ConflictError) {
    return failure(messageOf(error) ?? error.message);
  }
  return failure(error.message);
}

/** What the answer says in its own words. */
function messageOf({ body }: WebhookError): string | undefined {
  const { message } = Object(body);
  return typeof message === "string" && message !== "" ? message : undefined;
}

/** `ECONNREFUSED`, or whatever the runtime says. */
function reasonOf({ cause }: ConnectionError): string {
  const { code, message } = Object(Object(cause).cause ?? cause);
  return String(code ?? message ?? cause);
}
