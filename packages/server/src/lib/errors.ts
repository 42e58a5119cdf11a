import { STATUS_CODES } from "node:http";

/** Problems by dotted field path, `body` for the whole: the `errors` of a `ValidationErrorResponse`. */
export type Problems = Readonly<Record<string, readonly string[]>>;

/** A refusal in the words of the spec: what an operation answers instead of a success. */
export class ServiceError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, name: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.name = name;
    this.headers = headers;
  }

  /** What is sent: `ErrorResponse` of the spec. */
  toBody(): Record<string, unknown> {
    return { name: this.name, message: this.message };
  }
}

/** 400, with every problem that was found. */
export class ValidationError extends ServiceError {
  readonly problems: Problems;

  constructor(problems: Problems) {
    super(400, "ValidationError", "The request is not valid.");
    this.problems = problems;
  }

  /** What is sent: `ValidationErrorResponse` of the spec. */
  override toBody(): Record<string, unknown> {
    return { name: this.name, errors: this.problems };
  }
}

export const unauthorized = (): ServiceError =>
  new ServiceError(401, "UnauthorizedError", "Send a valid token: Authorization: Bearer <token>.", {
    "www-authenticate": "Bearer",
  });

export const forbidden = (missing: readonly string[]): ServiceError =>
  new ServiceError(
    403,
    "ForbiddenError",
    `The token lacks the scope${missing.length > 1 ? "s" : ""} ${missing.join(", ")}.`,
  );

/** The organization has all the webhooks that it may have. */
export const tooManyWebhooks = (max: number): ServiceError =>
  new ServiceError(
    403,
    "ForbiddenError",
    `The organization has ${max} webhook${max === 1 ? "" : "s"} and may have no more. Delete one first.`,
  );

/** `what` was not found: "Webhook". */
export const notFound = (what: string): ServiceError => new ServiceError(404, "NotFoundError", `${what} not found.`);

export const conflict = (message: string): ServiceError => new ServiceError(409, "ConflictError", message);

export const methodNotAllowed = (method: string, allowed: readonly string[]): ServiceError =>
  new ServiceError(405, "MethodNotAllowedError", `${method} is not allowed here. Use ${allowed.join(", ")}.`, {
    allow: allowed.join(", "),
  });

export const contentTooLarge = (maxBytes: number): ServiceError =>
  new ServiceError(413, "ContentTooLargeError", `The body is larger than ${maxBytes} bytes.`);

export const unsupportedMediaType = (contentType: string): ServiceError =>
  new ServiceError(415, "UnsupportedMediaTypeError", `Send the body as Content-Type: ${contentType}.`);

export const unsupportedContentEncoding = (): ServiceError =>
  new ServiceError(415, "UnsupportedMediaTypeError", "Send the body without Content-Encoding.");

export const internal = (): ServiceError =>
  new ServiceError(
    500,
    "InternalServerError",
    "Something went wrong. Try again; if it goes on, report the request id.",
  );

const inSeconds = (seconds: number) => `Try again in ${seconds} second${seconds === 1 ? "" : "s"}.`;

export const rateLimited = (seconds: number): ServiceError =>
  new ServiceError(429, "RateLimitError", `Too many requests. ${inSeconds(seconds)}`, {
    "retry-after": String(seconds),
  });

const unavailableFor = (seconds: number, sentence: string): ServiceError =>
  new ServiceError(503, "ServiceUnavailableError", `${sentence} ${inSeconds(seconds)}`, {
    "retry-after": String(seconds),
  });

export const unavailable = (): ServiceError => unavailableFor(5, "The service is not available at the moment.");

/** There are more requests at once than can be served. */
export const overloaded = (): ServiceError => unavailableFor(1, "The service has too many requests at the moment.");

export const diskFull = (): ServiceError =>
  unavailableFor(60, "The disk of the service is full: it can be read and not changed.");

/** A refusal that HTTP itself brings along, beside those of the operations. */
export function genericRefusal(status: number, message: string): ServiceError {
  if (status === 400) return new ValidationError({ body: [message] });
  const words = STATUS_CODES[status] ?? "Bad Request";
  return new ServiceError(status, `${words.replaceAll(/[^A-Za-z]/g, "")}Error`, message);
}
