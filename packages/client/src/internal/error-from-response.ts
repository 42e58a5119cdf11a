import {
  AuthenticationError,
  ConflictError,
  type Issue,
  NotFoundError,
  PermissionError,
  RateLimitError,
  RequestError,
  ServerError,
  UnexpectedResponseError,
  ValidationError,
  type WebhookError,
  type WebhookErrorOptions,
} from "../errors.ts";

type ErrorClass = new (message: string, facts: WebhookErrorOptions) => WebhookError;

/** The class of each status, and what its reader should check. */
const byStatus: Readonly<Record<number, readonly [ErrorClass, check?: string]>> = {
  400: [ValidationError, "request"],
  401: [AuthenticationError, "token"],
  403: [PermissionError, "token's scopes"],
  404: [NotFoundError, "id"],
  409: [ConflictError, "current state"],
  429: [RateLimitError],
};

/** The error of an answer that is no success, or not this API's. */
export function errorFromResponse(facts: WebhookErrorOptions & { readonly status: number }): WebhookError {
  const { status, body } = facts;
  const { message = body, errors } = Object(body);
  const issues = facts.issues ?? readIssues(errors);
  const [Class, check] =
    byStatus[status] ??
    (status > 499 ? [ServerError] : status > 399 ? [RequestError, "request"] : [UnexpectedResponseError, "baseUrl"]);
  const detail =
    issues.map(({ path, message }) => `${path} ${message}`).join(", ") || JSON.stringify(message).slice(0, 200);
  return new Class(`was answered with ${status}: ${detail}. ${check ? `Check the ${check}` : "Try again later"}.`, {
    ...facts,
    issues,
  });
}

/** Reads both shapes: `{field: [message]}`, and `[{path: string or segments, message}]`. */
function readIssues(errors: unknown): Issue[] {
  return Object.entries(errors instanceof Object ? errors : {}).flatMap(([field, value]) =>
    [value].flat().map((item) => ({
      path: [item?.path ?? field].flat().join("."),
      message: `${item?.message ?? item}`,
    })),
  );
}
