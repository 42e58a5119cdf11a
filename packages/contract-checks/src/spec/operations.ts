import { type Operation, type OperationId, operations } from "@agent-webhooks/types";
import {
  type OperationId as DeliveryOperationId,
  operations as deliveryOperations,
} from "@agent-webhooks/types/delivery";

/** An operation of either spec. */
export type AnyOperationId = OperationId | DeliveryOperationId;

/** The operations of both specs. */
export const allOperations: Readonly<Record<AnyOperationId, Operation>> = { ...operations, ...deliveryOperations };

/** Names of the specs that a provider is checked by. */
export const specNames = ["webhooks", "delivery", "all"] as const;

export type SpecName = (typeof specNames)[number];

const operationsBySpec: Readonly<Record<SpecName, Partial<typeof allOperations>>> = {
  webhooks: operations,
  delivery: deliveryOperations,
  all: allOperations,
};

/** Ids of the operations of a spec, in its order. */
export function operationIdsOf(spec: SpecName): AnyOperationId[] {
  return Object.keys(operationsBySpec[spec]) as AnyOperationId[];
}
