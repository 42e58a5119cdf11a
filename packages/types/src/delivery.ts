/**
 * The delivery API as types and as a table of operations, like `@agent-webhooks/types` for the webhooks API. Generated
 * from `specs/delivery.yaml`.
 */
export type * from "./generated/delivery/openapi.ts";
// By name, so that it takes precedence over the type of this name that openapi-typescript generates.
export { type OperationId, operations } from "./generated/delivery/operations.ts";
