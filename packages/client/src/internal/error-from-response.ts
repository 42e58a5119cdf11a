import {
  AuthenticationError,
  ConflictError,
  type Issue,
  NotFoundError,
  PermissionError,
  RateLimitError,
  RequestError,
  type RequestSummary,
  ServerError,
  UnexpectedResponseError,
  ValidationError,
  type WebhookError,
  type WebhookErrorOptions,
} from "../errors.ts";
import { parseRetryAfter } from "./retry.ts";

/** The class of an error, and the advice that its message gives. */
type ErrorKind = readonly [
  ErrorClass: new (message: string, options: WebhookErrorOptions) => WebhookError,
  advice?: string,
];

/** By status, or by the first digit of the status. */
const errorKinds: Readonly<Record<number, ErrorKind>> = {
  400: [ValidationError, "Check the request"],
  401: [AuthenticationError, "Check the token"],
  403: [PermissionError, "Check the token's scopes"],
  404: [NotFoundError, "Check the id"],
  409: [ConflictError, "Check the state"],
  429: [RateLimitError],
  4: [RequestError, "Check the request"],
  5: [ServerError],
};
const unexpectedResponse: ErrorKind = [UnexpectedResponseError, "Check the baseUrl"];

/**
 * Creates the error for a failing status, or for a success whose body is unexpected.
 *
 * @param body the value if it is JSON, else the text; redacted. openapi-fetch has none for a `content-length` of 0
 * @param validationIssues what is wrong with the body of a success
 */
export function errorFromResponse(
  request: RequestSummary,
  { status, headers }: Response,
  body: unknown = "",
  validationIssues?: readonly Issue[],
): WebhookError {
  const { message = body, errors }: { message?: unknown; errors?: unknown } = Object(body);
  // Both forms of `errors`: `{field: [message]}`, and `[{path: string or segments, message}]`.
  const issues =
    validationIssues ??
    Object.entries(errors instanceof Object ? errors : {}).flatMap(([field, value]) =>
      [value].flat().map((item) => ({
        path: [item?.path ?? field].flat().join("."),
        message: `${item?.message ?? item}`,
      })),
    );
  const [ErrorClass, advice = "Try again later"] =
    errorKinds[status] ?? errorKinds[(status / 100) | 0] ?? unexpectedResponse;
  const detail =
    issues.map(({ path, message }) => `${path} ${message}`).join(", ") || JSON.stringify(message).match(/.{0,200}/u);
  return new ErrorClass(`returned ${status}: ${detail}. ${advice}.`, {
    request,
    status,
    requestId: headers.get("x-request-id"),
    retryAfter: parseRetryAfter(`${headers.get("retry-after")}`),
    body,
    issues,
  });
}
