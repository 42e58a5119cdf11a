/**
 * JSON Schemas (2020-12) of every body and event, each complete in itself.
 *
 * Formats are asserted (`format: date-time`, `format: uri`). Keywords that start with `x-` are ours:
 * `x-pattern-message` says in words what a `pattern` wants.
 */
export * from "./generated/webhooks/schemas.ts";
