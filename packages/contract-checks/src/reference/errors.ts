/** What is wrong with a request, by dotted path. */
export type Issues = Readonly<Record<string, readonly string[]>>;

/** A 400. */
export class InvalidRequestError extends Error {
  override readonly name = "InvalidRequestError";
  readonly issues: Issues;

  constructor(issues: Issues) {
    super("the request is not valid");
    this.issues = issues;
  }
}

/** A 409. */
export class ConflictError extends Error {
  override readonly name = "ConflictError";
}
