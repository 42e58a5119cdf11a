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

/** SQLSTATE classes and codes: connection trouble, too many connections, shutting down or starting up. */
const sqlState = /^(08...|53300|57P0[1235])$/;

/** What node-postgres says without a code. */
const poolMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end)/;

/** Whether the error means that the database is away, which may pass, and not that something is wrong here. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string") {
    if (systemCodes.has(error.code) || sqlState.test(error.code)) return true;
  }
  return poolMessages.test(error.message);
}
