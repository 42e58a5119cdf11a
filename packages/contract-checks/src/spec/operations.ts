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

/** The paths of both specs, the most specific first, and what each matches. */
const pathPatterns = [...new Set(Object.values(allOperations).map(({ path }) => path))]
  .toSorted((one, other) => rankOf(other) - rankOf(one))
  .map((path) => ({ path, pattern: new RegExp(`${path.replaceAll(/\{\w+\}/g, "[^/?]+")}(?=[/?]|$)`) }));

/** Longer paths precede the paths that they start with, and `batch` an id. */
function rankOf(path: string): number {
  return 2 * path.split("/").length - (path.match(/\{/g) ?? []).length;
}

/** A path without what differs from run to run: ids are replaced by their names, and the query is left out. */
export function toPathTemplate(path: string): string {
  const [withoutQuery = ""] = path.split("?");
  const known = pathPatterns.find(({ pattern }) => pattern.test(withoutQuery));
  return known === undefined ? withoutQuery : withoutQuery.replace(known.pattern, known.path);
}
