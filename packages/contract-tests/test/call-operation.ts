import {
  type CallOptions,
  createDeliveryClient,
  createWebhooksClient,
  type DeliveryClient,
  type WebhooksClient,
} from "@agent-webhooks/client";
import { DELIVERY_SPEC, WEBHOOKS_SPEC } from "@agent-webhooks/contract-checks";
import { type OperationId, operations } from "@agent-webhooks/types";
import {
  type OperationId as DeliveryOperationId,
  operations as deliveryOperations,
} from "@agent-webhooks/types/delivery";
import { operationExamples as deliveryExamples } from "@agent-webhooks/types/delivery/examples";
import { operationExamples } from "@agent-webhooks/types/examples";
import type { CallOperation, OperationExamples, SpecClient } from "../client-checks/observe-call.ts";

/** The input of an operation. Query and body come from the spec's examples; as `never` they fit every method. */
interface Input {
  readonly path: Readonly<Record<"webhook_id" | "event_id" | "delivery_id" | "token_id", string>>;
  readonly query: never;
  readonly body: never;
}

type Calls<Id extends string, Client> = Record<
  Id,
  (client: Client, input: Input, options: CallOptions) => PromiseLike<unknown>
>;

/** The call for each operation. A new operation of the spec does not compile until it has one. */
const webhooksCalls: Calls<OperationId, WebhooksClient> = {
  listWebhooks: (client, { query }, options) => client.list(query, options),
  createWebhook: (client, { body }, options) => client.create(body, options),
  getWebhook: (client, { path }, options) => client.get(path.webhook_id, options),
  updateWebhook: (client, { path, body }, options) => client.update(path.webhook_id, body, options),
  deleteWebhook: (client, { path }, options) => client.delete(path.webhook_id, options),
};

const deliveryCalls: Calls<DeliveryOperationId, DeliveryClient> = {
  publishEvent: (client, { body }, options) => client.publishEvent(body, options),
  publishEvents: (client, { body }, options) => client.publishEvents(body, options),
  listEvents: (client, { query }, options) => client.listEvents(query, options),
  getEvent: (client, { path }, options) => client.getEvent(path.event_id, options),
  eraseEvent: (client, { path }, options) => client.eraseEvent(path.event_id, options),
  listDeliveries: (client, { query }, options) => client.listDeliveries(query, options),
  getDelivery: (client, { path }, options) => client.getDelivery(path.delivery_id, options),
  resendDelivery: (client, { path }, options) => client.resendDelivery(path.delivery_id, options),
  recoverWebhook: (client, { path, body }, options) => client.recoverWebhook(path.webhook_id, body, options),
  getRecovery: (client, { path }, options) => client.getRecovery(path.webhook_id, options),
  getWebhookHealth: (client, { path }, options) => client.getWebhookHealth(path.webhook_id, options),
  getSummary: (client, _, options) => client.getSummary(options),
  sendTestEvent: (client, { path, body }, options) => client.sendTestEvent(path.webhook_id, body, options),
  rotateSecret: (client, { path, body }, options) => client.rotateSecret(path.webhook_id, body, options),
  enableWebhook: (client, { path }, options) => client.enableWebhook(path.webhook_id, options),
  disableWebhook: (client, { path }, options) => client.disableWebhook(path.webhook_id, options),
  getDeliverySettings: (client, { path }, options) => client.getDeliverySettings(path.webhook_id, options),
  updateDeliverySettings: (client, { path, body }, options) =>
    client.updateDeliverySettings(path.webhook_id, body, options),
  getOperatorWebhook: (client, _, options) => client.getOperatorWebhook(options),
  setOperatorWebhook: (client, { body }, options) => client.setOperatorWebhook(body, options),
  deleteOperatorWebhook: (client, _, options) => client.deleteOperatorWebhook(options),
  listTokens: (client, { query }, options) => client.listTokens(query, options),
  createToken: (client, { body }, options) => client.createToken(body, options),
  revokeToken: (client, { path }, options) => client.revokeToken(path.token_id, options),
};

/** A spec and its client. */
export interface Api extends SpecClient {
  readonly name: string;
  readonly spec: URL;
}

export const webhooksApi: Api = {
  name: "webhooks",
  spec: WEBHOOKS_SPEC,
  operations: Object.values(operations),
  examples: operationExamples,
  connect: (options) => toCallOperation(createWebhooksClient(options), webhooksCalls, operationExamples),
};

export const apis: readonly Api[] = [
  webhooksApi,
  {
    name: "delivery",
    spec: DELIVERY_SPEC,
    operations: Object.values(deliveryOperations),
    examples: deliveryExamples,
    connect: (options) => toCallOperation(createDeliveryClient(options), deliveryCalls, deliveryExamples),
  },
];

function toCallOperation<Client>(
  client: Client,
  calls: Calls<string, Client>,
  examples: Readonly<Record<string, OperationExamples>>,
): CallOperation {
  return (id, input = {}, options = {}) => {
    const { parameters, request } = lookUp(examples, id);
    const body = structuredClone(Object.values(request)[0] ?? {});
    return lookUp(calls, id)(client, { path: parameters, query: {}, body, ...input } as Input, options);
  };
}

export function lookUp<T>(record: Readonly<Record<string, T>>, key: string): T {
  const value = record[key];
  if (value === undefined) throw new Error(`no entry for ${key}`);
  return value;
}
