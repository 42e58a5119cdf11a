import { type paths as WebhooksPaths, operations as webhooksOperations } from "@agent-webhooks/types";
import { type paths as DeliveryPaths, operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { schemas as deliverySchemas } from "@agent-webhooks/types/delivery/schemas";
import { schemas as webhooksSchemas } from "@agent-webhooks/types/schemas";

/** The operations of every spec that this service keeps. */
export const operations: typeof webhooksOperations & typeof deliveryOperations = {
  ...webhooksOperations,
  ...deliveryOperations,
};

export type OperationId = keyof typeof operations;

export type Paths = WebhooksPaths & DeliveryPaths;

/** The schemas of every spec. What specs share has the same name in each. */
export const schemas: Readonly<Record<string, object>> = { ...webhooksSchemas, ...deliverySchemas };
