/**
 * The delivery API as types and as a table: what `@agent-webhooks/types` is for the webhooks API. Everything comes from
 * `specs/delivery.yaml`.
 */
export type * from "./generated/delivery/openapi.ts";
// Named, so that it stands before the type of this name that openapi-typescript writes.
export { type OperationId, operations } from "./generated/delivery/operations.ts";
