import type { Deliveries } from "../deliveries/deliveries.ts";
import { notFound } from "../lib/errors.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";
import type { BodyPathParameter, OperationId } from "./operations.ts";

export interface ResourceOptions {
  readonly webhooks: Webhooks;
  readonly deliveries: Deliveries;
}

/** Throws a 404 unless everything that the path names exists. */
export type CheckPath = (
  operation: OperationId,
  organizationId: string,
  path: Readonly<Record<string, string>>,
) => Promise<void>;

/** Operations that also find deleted webhooks: their response to one is a 409 that says so, not a 404. */
const findsDeletedWebhooks: ReadonlySet<OperationId> = new Set(["recoverWebhook", "sendTestEvent"]);

/** Looks up what a path names before the request body is read, so that a 404 comes before 413, 415 and 400. */
export function createPathCheck({ webhooks, deliveries }: ResourceOptions): CheckPath {
  const resources: Record<
    BodyPathParameter,
    { name: string; exists: (...request: ExistsArguments) => Promise<boolean> }
  > = {
    webhook_id: {
      name: "Webhook",
      exists: (operation, organizationId, webhookId) =>
        findsDeletedWebhooks.has(operation)
          ? deliveries.knowsWebhook(organizationId, webhookId)
          : webhooks.exists(organizationId, webhookId),
    },
  };
  return async (operation, organizationId, path) => {
    for (const [parameter, id] of Object.entries(path)) {
      const { name, exists } = resources[parameter as BodyPathParameter];
      if (!(await exists(operation, organizationId, id))) throw notFound(name);
    }
  };
}

type ExistsArguments = [operation: OperationId, organizationId: string, id: string];
