/**
 * The clients, and the SDK of others, against the real service, on each of its databases. Every exchange must keep the contract.
 */
import {
  createDeliveryClient,
  createWebhooksClient,
  type DeliveryClient,
  type WebhooksClient,
} from "@agent-webhooks/client";
import { contractFetch } from "@agent-webhooks/contract-checks";
import { providerSuite } from "@agent-webhooks/contract-checks/vitest";
import { type Service, startService } from "@agent-webhooks/server/testing";
import type { CreateWebhookRequest, Operation } from "@agent-webhooks/types";
import type { PublishEventRequest, PublishEventsRequest } from "@agent-webhooks/types/delivery";
import { TokenScopeSchema } from "@agent-webhooks/types/delivery/schemas";
import { operationExamples } from "@agent-webhooks/types/examples";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { agentmailSuite } from "./agentmail.ts";
import { apis, found } from "./calls.ts";
import { describeEachDatabase } from "./databases.ts";

/** Statuses that nobody can bring about from outside; clients meet them at the mock, the service's own tests make them. */
const NOT_ON_DEMAND = [429, 500, 503];

const aWebhook: CreateWebhookRequest = { url: "https://example.com/hooks", event_types: ["message.received"] };

/** Nothing that is published here leaves the machine. */
const noNameResolves = () => Promise.reject(new Error("there are no names here"));

describeEachDatabase((database) => {
  let service: Service;
  let client: WebhooksClient;
  let admin: DeliveryClient;

  beforeAll(async () => {
    service = await startService({ ...(await database()), lookup: noNameResolves });
    client = connect(service.token);
    admin = createDeliveryClient({ baseUrl: service.url, token: service.token, fetch: contractFetch() });
  });
  afterAll(() => service?.close());

  function connect(token: string): WebhooksClient {
    return createWebhooksClient({ baseUrl: service.url, token, fetch: contractFetch() });
  }

  providerSuite(async () => ({
    url: service.url,
    token: service.token,
    otherToken: await service.createToken({ organizationId: "another" }),
    readToken: await service.createToken({ scopes: ["webhooks:read"] }),
  }));

  agentmailSuite(() => service);

  test.each(Object.entries<object>(operationExamples.createWebhook.request))(
    "takes the example %s",
    async (_, example) => {
      const webhook = await client.create(structuredClone(example) as CreateWebhookRequest);
      expect(webhook).toMatchObject(example);
      await client.delete(webhook.webhook_id);
    },
  );

  test("a token that was made works, is listed, and is refused once it is revoked", async () => {
    const { token, ...made } = await admin.createToken({ organization_id: "third", scopes: ["webhooks:read"] });
    const reader = connect(token);
    expect((await reader.list()).webhooks).toEqual([]);
    expect(await admin.listTokens({ limit: 1 }).toArray()).toContainEqual(made);
    await admin.revokeToken(made.token_id);
    await expect(Promise.resolve(reader.list())).rejects.toMatchObject({ status: 401 });
    await expect(admin.revokeToken(made.token_id)).rejects.toMatchObject({ status: 404 });
  });

  describe.each(apis)(
    "of the $name API every documented status comes, and as documented",
    ({ operations, examples }) => {
      const cases = operations.flatMap((operation) =>
        Object.keys(operation.responses)
          .map(Number)
          .filter((status) => !NOT_ON_DEMAND.includes(status))
          .map((status) => ({ operation, id: operation.id, status })),
      );

      test.each(cases)("$id: $status", async ({ operation, status }) => {
        // contractFetch has looked at the answer by the time that it is here.
        const response = await provoke(operation, status);
        expect(response.status).toBe(status);
      });

      async function provoke(operation: Operation, status: number): Promise<Response> {
        const { requestBody, method } = operation;
        const path = operation.path.replace(/\{(\w+)\}/, status === 404 ? "unknown" : await anId(operation, status));
        const query = status === 400 && requestBody === null ? "?limit=0" : "";
        const headers: Record<string, string> = { authorization: `Bearer ${await tokenFor(operation, status)}` };
        if (requestBody !== null) headers["content-type"] = status === 415 ? "text/plain" : requestBody.contentType;
        const body = requestBody === null ? null : await bodyFor(operation, status);
        return contractFetch()(service.url + path + query, { method, headers, body });
      }

      async function tokenFor({ scopes }: Operation, status: number): Promise<string> {
        if (status === 401) return "not-a-token";
        const lacking = TokenScopeSchema.enum.filter((scope) => !scopes.includes(scope));
        return status === 403 ? service.createToken({ scopes: lacking }) : service.token;
      }

      /** The id of something that is there for the operation to work on; with 409, of something that forbids it. */
      async function anId({ parameters }: Operation, status: number): Promise<string> {
        if ("token_id" in parameters.path) {
          return (await admin.createToken({ organization_id: "fourth", scopes: ["webhooks:read"] })).token_id;
        }
        if ("delivery_id" in parameters.path) return settledDelivery(status !== 409);
        const { webhook_id } = await client.create(aWebhook);
        if (status === 409) await admin.disableWebhook(webhook_id);
        return webhook_id;
      }

      /** A delivery that ended when its webhook was disabled. */
      async function settledDelivery(enabledAgain: boolean): Promise<string> {
        const { webhook_id } = await client.create(aWebhook);
        const { delivery_id } = await admin.sendTestEvent(webhook_id, { event_type: "message.received" });
        await admin.disableWebhook(webhook_id);
        // What is being sent at that moment ends when it comes back.
        await vi.waitFor(async () => expect((await admin.getDelivery(delivery_id)).status).toBe("failed"));
        if (enabledAgain) await admin.enableWebhook(webhook_id);
        return delivery_id;
      }

      async function bodyFor({ id, requestBody }: Operation, status: number): Promise<string> {
        if (status === 413) return JSON.stringify({ filler: "x".repeat(requestBody?.maxBytes ?? 0) });
        if (status === 400) return JSON.stringify({ unknown_field: 1 });
        const [example = {}] = Object.values(found(examples, id).request);
        return JSON.stringify(status === 409 ? await conflicting(example) : example);
      }

      /** What was published before, said to be of another pod. A request that publishes nothing stays as it is. */
      async function conflicting(example: object): Promise<object> {
        const elsewhere = (request: PublishEventRequest) => ({ ...request, pod_id: "pod_of_another" });
        if ("event" in example) {
          const request = example as PublishEventRequest;
          await admin.publishEvent(request);
          return elsewhere(request);
        }
        if ("events" in example) {
          const request = example as PublishEventsRequest;
          await admin.publishEvents(request);
          return { events: request.events.map(elsewhere) };
        }
        return example;
      }
    },
  );
});
