/**
 * The delivery API as types and as a table of operations, like `@agent-webhooks/types` for the webhooks API. Generated
 * from `specs/delivery.yaml`.
 */
import type { webhooks } from "./generated/delivery/openapi.ts";

export type * from "./generated/delivery/openapi.ts";
// By name, so that it takes precedence over the type of this name that openapi-typescript generates.
export {
  eventTypes as operatorEventTypes,
  type OperationId,
  operations,
} from "./generated/delivery/operations.ts";

/** Events for the operator of the service, by event type: `OperatorEvents["webhook.failing"]`. */
export type OperatorEvents = {
  [Type in keyof webhooks]: webhooks[Type]["post"]["requestBody"]["content"]["application/json"];
};

/** Any event for the operator of the service. `event_type` discriminates the union. */
export type OperatorEvent = OperatorEvents[keyof OperatorEvents];
