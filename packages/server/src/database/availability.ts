import { codeOf } from "../lib/errors.ts";

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
 * SQLSTATE codes and classes of: connection errors, insufficient resources, shutdown and startup, read-only replicas,
 * statement and lock timeouts.
 */
const sqlState = /^(08...|53...|57P0[1235]|25006|55P03|57014)$/;

/** Codes of errors before which nothing was committed: there was no connection, or Postgres reported why the statement failed. */
const notCommitted = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|53...|57P03|25006|55P03|57014|40001|40P01)$/;

/** Errors of node-postgres that have no code. */
const poolMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/;

/** Whether the error means that the database is temporarily unavailable, not that there is a bug. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  return systemCodes.has(code) || sqlState.test(code) || poolMessages.test(error.message);
}

/** Whether Postgres cancelled a statement because it took too long. */
export const isStatementTimeout = (error: unknown): boolean => codeOf(error) === "57014";

/** Serialization failure and deadlock. */
const conflictCodes: ReadonlySet<string> = new Set(["40001", "40P01"]);

/** Whether a statement was cancelled because of another transaction. */
export const isConflict = (error: unknown): boolean => conflictCodes.has(codeOf(error));

/** Whether a statement failed for a reason that has nothing to do with its values: it may succeed when it is repeated. */
export function isDatabaseFailure(error: unknown): boolean {
  return isDatabaseUnavailable(error) || isConflict(error);
}

/** Whether a statement that failed like this may have been committed: the connection was lost before its response. */
export function mayBeCommitted(error: unknown): boolean {
  return isDatabaseFailure(error) && !notCommitted.test(codeOf(error)) && !isConnectTimeout(error);
}

const isConnectTimeout = (error: unknown) =>
  error instanceof Error && error.message.startsWith("timeout exceeded when trying to connect");

/** Returns the message of a database error, to be part of a sentence. */
export function databaseErrorMessage(error: unknown): string {
  // A host name with several addresses fails with one error for each.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const message = first instanceof Error ? first.message : String(first);
  return message.replaceAll(/\s+/g, " ").replace(/\.$/, "");
}
