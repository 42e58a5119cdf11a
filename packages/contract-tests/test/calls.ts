import {
  type CallOptions,
  type ClientOptions,
  createDeliveryClient,
  createWebhooksClient,
  type DeliveryClient,
  type ListDeliveriesQuery,
  type ListTokensQuery,
  type ListWebhooksQuery,
  type WebhooksClient,
} from "@agent-webhooks/client";
import { DELIVERY_SPEC, WEBHOOKS_SPEC } from "@agent-webhooks/contract-checks";
import {
  type CreateWebhookRequest,
  type Operation,
  type OperationId,
  operations,
  type UpdateWebhookRequest,
} from "@agent-webhooks/types";
import {
  type CreateTokenRequest,
  type OperationId as DeliveryOperationId,
  operations as deliveryOperations,
  type PublishEventRequest,
  type PublishEventsRequest,
  type RecoverWebhookRequest,
  type RotateSecretRequest,
  type SendTestEventRequest,
} from "@agent-webhooks/types/delivery";
import { operationExamples as deliveryExamples } from "@agent-webhooks/types/delivery/examples";
import { operationExamples } from "@agent-webhooks/types/examples";
import type { CallInput, OperationExamples } from "../src/client-target.ts";

type Calls<Id extends string, Client> = Record<
  Id,
  (client: Client, input: CallInput, options: CallOptions) => PromiseLike<unknown>
>;

/**
 * How a client makes each operation of its spec. An operation that a spec gets is missing here, which does not compile,
 * until the client can make it.
 */
const webhooksCalls: Calls<OperationId, WebhooksClient> = {
  listWebhooks: (client, { query }, options) => client.list(query as ListWebhooksQuery, options),
  createWebhook: (client, { body }, options) => client.create(body as CreateWebhookRequest, options),
  getWebhook: (client, { path }, options) => client.get(path.webhook_id ?? "", options),
  updateWebhook: (client, { path, body }, options) =>
    client.update(path.webhook_id ?? "", body as UpdateWebhookRequest, options),
  deleteWebhook: (client, { path }, options) => client.delete(path.webhook_id ?? "", options),
};

const deliveryCalls: Calls<DeliveryOperationId, DeliveryClient> = {
  publishEvent: (client, { body }, options) => client.publishEvent(body as PublishEventRequest, options),
  publishEvents: (client, { body }, options) => client.publishEvents(body as PublishEventsRequest, options),
  listDeliveries: (client, { query }, options) => client.listDeliveries(query as ListDeliveriesQuery, options),
  getDelivery: (client, { path }, options) => client.getDelivery(path.delivery_id ?? "", options),
  resendDelivery: (client, { path }, options) => client.resendDelivery(path.delivery_id ?? "", options),
  recoverWebhook: (client, { path, body }, options) =>
    client.recoverWebhook(path.webhook_id ?? "", body as RecoverWebhookRequest, options),
  sendTestEvent: (client, { path, body }, options) =>
    client.sendTestEvent(path.webhook_id ?? "", body as SendTestEventRequest, options),
  rotateSecret: (client, { path, body }, options) =>
    client.rotateSecret(path.webhook_id ?? "", body as RotateSecretRequest, options),
  enableWebhook: (client, { path }, options) => client.enableWebhook(path.webhook_id ?? "", options),
  disableWebhook: (client, { path }, options) => client.disableWebhook(path.webhook_id ?? "", options),
  listTokens: (client, { query }, options) => client.listTokens(query as ListTokensQuery, options),
  createToken: (client, { body }, options) => client.createToken(body as CreateTokenRequest, options),
  revokeToken: (client, { path }, options) => client.revokeToken(path.token_id ?? "", options),
};

/** A spec, its operations and examples, and its client, whose every call is made by the name of the operation. */
export interface Api {
  readonly name: string;
  readonly spec: URL;
  readonly operations: readonly Operation[];
  readonly examples: Readonly<Record<string, OperationExamples>>;
  connect(
    options: ClientOptions,
  ): (id: string, input?: Partial<CallInput>, options?: CallOptions) => PromiseLike<unknown>;
}

export const apis: readonly Api[] = [
  {
    name: "webhooks",
    spec: WEBHOOKS_SPEC,
    operations: Object.values(operations),
    examples: operationExamples,
    connect: (options) => caller(createWebhooksClient(options), webhooksCalls, operationExamples),
  },
  {
    name: "delivery",
    spec: DELIVERY_SPEC,
    operations: Object.values(deliveryOperations),
    examples: deliveryExamples,
    connect: (options) => caller(createDeliveryClient(options), deliveryCalls, deliveryExamples),
  },
];

/** Makes calls with the spec's examples wherever no input is given. */
function caller<Client>(
  client: Client,
  calls: Calls<string, Client>,
  examples: Readonly<Record<string, OperationExamples>>,
): ReturnType<Api["connect"]> {
  return (id, input = {}, options = {}) => {
    const { parameters, request } = found(examples, id);
    const path = parameters as CallInput["path"];
    const body = structuredClone(Object.values(request)[0] ?? {});
    return found(calls, id)(client, { path, query: {}, body, ...input }, options);
  };
}

export function found<T>(record: Readonly<Record<string, T>>, key: string): T {
  const value = record[key];
  if (value === undefined) throw new Error(`there is no ${key}`);
  return value;
}
