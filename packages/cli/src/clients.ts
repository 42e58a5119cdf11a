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
  ServerError,
  TimeoutError,
  UnexpectedResponseError,
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

export interface Clients {
  readonly webhooks: WebhooksClient;
  readonly delivery: DeliveryClient;
  /** Whether an attempt of the request that failed with this error may have been processed, though it got no response. */
  readonly mayBeProcessed: (error: unknown) => boolean;
}

/** The clients of both APIs. They announce waits for retries on stderr. */
export function createClients({ url, token }: Settings, stderr: Output): Clients {
  const retried = new Set<string>();
  const requestOf = ({ request }: WebhookError) => `${request?.method} ${request?.url}`;
  const onRetry: ClientOptions["onRetry"] = ({ delayMs }, error) => {
    if (isOutcomeUnknown(error)) retried.add(requestOf(error));
    if (delayMs < minAnnouncedMs) return;
    const reason = toPrintable(readResponseMessage(error) ?? error.message);
    // In a terminal, it may show the progress of the command.
    const line = stderr.isTerminal ? clearLine : "";
    stderr.write(`${line}Waiting ${Math.round(delayMs / 1000)} s to try again: ${reason}\n`);
  };
  const options = { baseUrl: url, token, onRetry };
  return {
    webhooks: createWebhooksClient(options),
    delivery: createDeliveryClient(options),
    mayBeProcessed: (error) => isWebhookError(error) && (isOutcomeUnknown(error) || retried.has(requestOf(error))),
  };
}

function isOutcomeUnknown(error: WebhookError): boolean {
  if (error instanceof ConnectionError) return !hadNoConnection(error);
  return error instanceof TimeoutError || error instanceof ServerError || error instanceof UnexpectedResponseError;
}

/** Whether the request was not sent, because there was no connection to the service. */
function hadNoConnection({ cause }: ConnectionError): boolean {
  const { code, syscall } = Object(Object(cause).cause ?? cause);
  // If each address of a name fails, the error has no `syscall`.
  return ["connect", "getaddrinfo"].includes(syscall) || /^(ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT)$|CERT/.test(code);
}

/** Turns an error of a client into one with a message for the user. Other errors are returned as they are. */
export function toCommandError(
  error: unknown,
  { url, tokenSource }: Settings,
  mayBeProcessed: Clients["mayBeProcessed"],
): unknown {
  if (!isWebhookError(error)) return error;
  // Without a response, it is not known whether a change was made.
  const isUnknown = error.status === undefined && (error.request?.method ?? "GET") !== "GET" && mayBeProcessed(error);
  const remark = isUnknown ? " The request may have been processed." : "";
  const commandError = (message: string) => new CommandError(message + remark, { cause: error });
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
  if (error instanceof NotFoundError && error.request?.method === "DELETE" && mayBeProcessed(error)) {
    const message = readResponseMessage(error) ?? error.message;
    return commandError(`${message} An earlier attempt may have done it: the request was retried.`);
  }
  if (error instanceof NotFoundError || error instanceof PermissionError || error instanceof ConflictError) {
    return commandError(readResponseMessage(error) ?? error.message);
  }
  // `baseUrl` is what the client calls it.
  return commandError(error.message.replace(/the baseUrl\.$/, "the URL: --url or AGENT_WEBHOOKS_URL."));
}

/** The `message` of the response body. */
function readResponseMessage({ body }: WebhookError): string | undefined {
  const { message } = Object(body);
  return typeof message === "string" && message !== "" ? message : undefined;
}

/** `ECONNREFUSED`, or the message of the runtime. */
function describeConnectionError({ cause }: ConnectionError): string {
  const { code, message } = Object(Object(cause).cause ?? cause);
  return String(code ?? message ?? cause);
}
