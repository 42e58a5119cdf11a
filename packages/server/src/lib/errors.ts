/** Issues by dotted field path, `body` for the whole body: the `errors` of a `ValidationErrorResponse`. */
export type Issues = Readonly<Record<string, readonly string[]>>;

/** An error that the caller of the API gets: a status and the `ErrorResponse` of the spec. */
export class ServiceError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, name: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.name = name;
    this.headers = headers;
  }

  /** The response body: `ErrorResponse` of the spec. */
  toBody(): Record<string, unknown> {
    return { name: this.name, message: this.message };
  }
}

/** 400, with every issue found in the request. */
export class ValidationError extends ServiceError {
  readonly issues: Issues;

  constructor(issues: Issues) {
    super(400, "ValidationError", "The request is not valid.");
    this.issues = issues;
  }

  /** The response body: `ValidationErrorResponse` of the spec. */
  override toBody(): Record<string, unknown> {
    return { name: this.name, errors: this.issues };
  }
}

/** 404. `what` was not found: "Webhook". */
export const notFound = (what: string): ServiceError => new ServiceError(404, "NotFoundError", `${what} not found.`);

/** 409 */
export const conflict = (message: string): ServiceError => new ServiceError(409, "ConflictError", message);

/** 403 */
export const forbidden = (message: string): ServiceError => new ServiceError(403, "ForbiddenError", message);

/**
 * The service cannot start, for a reason outside of the service. Each of `lines` is printed on a terminal: what is
 * wrong, and what to do.
 */
export class StartError extends Error {
  readonly lines: readonly string[];

  constructor(lines: string | readonly string[], options?: ErrorOptions) {
    const all = typeof lines === "string" ? [lines] : lines;
    super(all.join("\n"), options);
    this.name = "StartError";
    this.lines = all;
  }
}

/** The code of an error of the system or of Postgres; empty if it has none. */
export const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");
