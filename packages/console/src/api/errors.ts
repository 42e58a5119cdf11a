import { isWebhookError } from "@agent-webhooks/client";
import { isConnectionError } from "./connection.ts";

/** An error as the page shows it: what went wrong, and what to do. */
export interface ShownError {
  readonly title: string;
  readonly details: readonly string[];
  readonly advice: string | undefined;
}

/** What to do, by status. */
const advice: Readonly<Record<number, string>> = {
  403: "Sign in with a token that has this scope.",
  404: "It may have been deleted, or belong to another organization.",
  429: "Wait a moment, then try again.",
};

/** What to do after a response with this status and message. */
function adviceFor(status = 0, message = ""): string | undefined {
  // The limit of webhooks is a 403 too. Then the message says what to do.
  if (status === 403 && !/\bscopes?\b/.test(message)) return undefined;
  return advice[status] ?? (status >= 500 ? "Try again later." : undefined);
}

/** Describes an error of a call. What the service says comes first. */
export function describeError(error: unknown): ShownError {
  if (!isWebhookError(error)) {
    return { title: "Something went wrong", details: [String(error)], advice: "Reload the page." };
  }
  const { status, issues = [], request, requestId } = error;
  const isUnknown = isConnectionError(error) && (request?.method ?? "GET") !== "GET";
  const unknown = "It is not known whether the change was made. Check before you try again.";
  if (status === undefined && issues.length === 0) {
    return {
      title: "The service cannot be reached",
      details: [],
      advice: isUnknown ? unknown : "The console continues by itself when the service is back.",
    };
  }
  const { message }: { message?: unknown } = Object(error.body);
  const sentence = typeof message === "string" ? message : undefined;
  const details = issues.map(({ path, message: text }) => `${path} ${text}`.trim());
  const reference = status !== undefined && status >= 500 && requestId ? [`Request ${requestId}`] : [];
  return {
    title: sentence ?? (details.length > 0 ? "The request is invalid" : `The service returned ${status}`),
    details: [...details, ...reference],
    advice: isUnknown ? unknown : adviceFor(status, sentence),
  };
}

/** Messages for one field of a form, also those of its items (`scopes.0`). */
export function issuesOf(error: unknown, field: string): string | undefined {
  if (!isWebhookError(error)) return undefined;
  const found = error.issues?.filter(({ path }) => path === field || path.startsWith(`${field}.`));
  return found?.length ? found.map(({ message }) => message).join(", ") : undefined;
}
