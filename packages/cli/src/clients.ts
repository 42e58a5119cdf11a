import {
  AuthenticationError,
  type ClientOptions,
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
import { CommandError, UsageError } from "./errors.ts";
import type { Output } from "./io.ts";
import { clearLine } from "./output/printer.ts";
import { toPrintable } from "./output/text.ts";

/** A shorter wait is not announced. */
const minAnnouncedMs = 1_000;

/** The clients of both APIs, which announce waits for retries on stderr, and the URLs of retried DELETE requests. */
export function createClients(
  { url, token }: Settings,
  stderr: Output,
): { webhooks: WebhooksClient; delivery: DeliveryClient; retriedDeletes: ReadonlySet<string> } {
  const retriedDeletes = new Set<string>();
  const onRetry: ClientOptions["onRetry"] = ({ method, url, delayMs }, error) => {
    if (method === "DELETE") retriedDeletes.add(url);
    if (delayMs < minAnnouncedMs) return;
    const reason = toPrintable(readResponseMessage(error) ?? error.message);
    // In a terminal, it may show the progress of the command.
    const line = stderr.isTerminal ? clearLine : "";
    stderr.write(`${line}Waiting ${Math.round(delayMs / 1000)} s to try again: ${reason}\n`);
  };
  const options = { baseUrl: url, token, onRetry };
  return { webhooks: createWebhooksClient(options), delivery: createDeliveryClient(options), retriedDeletes };
}

/** Turns an error of a client into one with a message for the user. Other errors are returned as they are. */
export function toCommandError(
  error: unknown,
  { url, tokenSource }: Settings,
  retriedDeletes: ReadonlySet<string>,
): unknown {
  if (!isWebhookError(error)) return error;
  const commandError = (message: string) => new CommandError(message, { cause: error });
  if (error instanceof ConnectionError) {
    return commandError(
      `Cannot reach the service at ${url} (${describeConnectionError(error)}). ` +
        `Start it with "agent-webhooks serve", or set its URL with --url or AGENT_WEBHOOKS_URL.`,
    );
  }
  if (error instanceof AuthenticationError) {
    return commandError(
      `The service at ${url} rejected the token (${tokenSource}): it is invalid, revoked or expired.`,
    );
  }
  if (error instanceof ValidationError) {
    const issues = error.issues.map(({ path, message }) => `${path} ${message}`).join("; ");
    if (error.status === undefined) return new UsageError(`Invalid request: ${issues}.`, { cause: error });
    const reason = issues === "" ? (readResponseMessage(error) ?? error.message) : `${issues}.`;
    return commandError(`The service rejected the request: ${reason}`);
  }
  if (error instanceof NotFoundError && retriedDeletes.has(error.request?.url ?? "")) {
    const message = readResponseMessage(error) ?? error.message;
    return commandError(`${message} An earlier attempt may have done it: the request was retried.`);
  }
  if (error instanceof NotFoundError || error instanceof PermissionError || error instanceof ConflictError) {
    return commandError(readResponseMessage(error) ?? error.message);
  }
  return commandError(error.message);
}

/** The `message` of the response body. */
function readResponseMessage({ body }: WebhookError): string | undefined {
  const { message } = Object(body);
  return typeof message === "string" && message !== "" ? message : undefined;
}

/** `ECONNREFUSED`, or the message of the runtime. */
export function describeConnectionError({ cause }: ConnectionError): string {
  const { code, message } = Object(Object(cause).cause ?? cause);
  return String(code ?? message ?? cause);
}
