const systemCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPIPE",
  "ETIMEDOUT",
]);

/**
 * SQLSTATE classes and codes: connection trouble, out of disk, memory or connections, shutting down or starting up, a
 * replica that does not write, a statement or lock that took too long.
 */
const sqlState = /^(08...|53...|57P0[1235]|25006|55P03|57014)$/;

/** What node-postgres says without a code. */
const poolMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/;

/** Whether the error means that the database is away, which may pass, and not that something is wrong here. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string") {
    if (systemCodes.has(error.code) || sqlState.test(error.code)) return true;
  }
  return poolMessages.test(error.message);
}

/** What an error of the database says, for a sentence. */
export function databaseErrorMessage(error: unknown): string {
  // A name with several addresses fails with one error for each.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const message = first instanceof Error ? first.message : String(first);
  return message.replaceAll(/\s+/g, " ").replace(/\.$/, "");
}
