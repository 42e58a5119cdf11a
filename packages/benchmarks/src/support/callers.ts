import { createWebhooksClient } from "@agent-webhooks/client";
import { type CreateWebhookRequest, operations, type paths } from "@agent-webhooks/types";
import { operationExamples } from "@agent-webhooks/types/examples";
import { AgentMailClient } from "agentmail";
import createOpenapiFetch from "openapi-fetch";

export type OperationId = keyof typeof operations;

/** The same call by each client. */
export interface Callers {
  readonly ours: () => Promise<unknown>;
  readonly "openapi-fetch": () => Promise<unknown>;
  readonly agentmail: () => Promise<unknown>;
  readonly fetch: () => Promise<unknown>;
}

const token = "awt_0123456789012345678901234567890123456789012";
const { inbox } = operationExamples.createWebhook.request;
const webhook: CreateWebhookRequest = {
  ...inbox,
  event_types: [...inbox.event_types],
  inbox_ids: [...inbox.inbox_ids],
};
const [change] = Object.values(operationExamples.updateWebhook.request);
const id = operationExamples.listWebhooks.responses["200"].page.webhooks[0].webhook_id;

/** The response of an operation: the spec's first example of a success. */
export function exampleResponse(operation: OperationId): string {
  const [success] = Object.values(operationExamples[operation].responses) as (object | undefined)[];
  const [example] = Object.values(success ?? {});
  return example === undefined ? "" : JSON.stringify(example);
}

/** Each operation by each client, all through the current `globalThis.fetch`. */
export function callers(baseUrl: string): Readonly<Record<OperationId, Callers>> {
  const ours = createWebhooksClient({ baseUrl, token });
  const bare = createOpenapiFetch<paths>({ baseUrl, headers: { authorization: `Bearer ${token}` } });
  const sdk = new AgentMailClient({ baseUrl: `${baseUrl}/agent`, apiKey: token }).webhooks;
  const raw = async (operation: OperationId, search = "", body?: object) => {
    const { method, path } = operations[operation];
    const response = await fetch(`${baseUrl}${path.replace("{webhook_id}", id)}${search}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return text === "" ? undefined : JSON.parse(text);
  };
  const { path: one } = operations.getWebhook;
  const { path: all } = operations.listWebhooks;
  const params = { path: { webhook_id: id } };
  return {
    listWebhooks: {
      ours: async () => ours.list({ limit: 2 }),
      "openapi-fetch": () => bare.GET(all, { params: { query: { limit: 2 } } }),
      agentmail: async () => sdk.list({ limit: 2 }),
      fetch: () => raw("listWebhooks", "?limit=2"),
    },
    createWebhook: {
      ours: () => ours.create({ ...webhook }),
      "openapi-fetch": () => bare.POST(all, { body: { ...webhook } }),
      agentmail: async () =>
        sdk.create({
          url: inbox.url,
          eventTypes: [...inbox.event_types],
          inboxIds: [...inbox.inbox_ids],
          clientId: inbox.client_id,
        }),
      fetch: () => raw("createWebhook", "", webhook),
    },
    getWebhook: {
      ours: () => ours.get(id),
      "openapi-fetch": () => bare.GET(one, { params }),
      agentmail: async () => sdk.get(id),
      fetch: () => raw("getWebhook"),
    },
    updateWebhook: {
      ours: () => ours.update(id, { ...change }),
      "openapi-fetch": () => bare.PATCH(one, { params, body: { ...change } }),
      agentmail: async () => sdk.update(id, { addInboxIds: ["inbox_1"], removeInboxIds: ["inbox_2"] }),
      fetch: () => raw("updateWebhook", "", change),
    },
    deleteWebhook: {
      ours: () => ours.delete(id),
      "openapi-fetch": () => bare.DELETE(one, { params }),
      agentmail: async () => sdk.delete(id),
      fetch: () => raw("deleteWebhook"),
    },
  };
}
