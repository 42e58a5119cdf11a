/**
 * The clients and the official SDK against the service, on each of its databases. Every request and response is checked
 * against the contract.
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
import { type Postgres, query, startPostgres } from "@agent-webhooks/server/testing/postgres";
import type { CreateWebhookRequest, Operation } from "@agent-webhooks/types";
import {
  operations as deliveryOperations,
  type PublishEventRequest,
  type PublishEventsRequest,
} from "@agent-webhooks/types/delivery";
import { TokenScopeSchema } from "@agent-webhooks/types/delivery/schemas";
import { operationExamples } from "@agent-webhooks/types/examples";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { describeAgentmailSdk } from "./agentmail-sdk.ts";
import { apis, lookUp } from "./call-operation.ts";

/** Statuses that a request cannot provoke. Tests of the client get them from the mock, tests of the service cause them. */
const NOT_ON_DEMAND = [429, 500, 503];
/** Returned for stored data that is damaged. The embedded database cannot be reached from outside of the service. */
const NEEDS_DAMAGE = ["enableWebhook 409"];

const aWebhook: CreateWebhookRequest = { url: "https://example.com/hooks", event_types: ["message.received"] };

/** Keeps deliveries on this machine: no host name resolves. */
const lookup = () => Promise.reject(new Error("no DNS in this test"));

describe.each(["the embedded database", "Postgres"])("on %s", (database) => {
  let postgres: Postgres | undefined;
  let databaseUrl: string | undefined;
  let service: Service;
  let client: WebhooksClient;
  let admin: DeliveryClient;

  beforeAll(async () => {
    if (database === "Postgres") postgres = await startPostgres();
    databaseUrl = await postgres?.createDatabase();
    const options = { allowPrivateNetwork: false, lookup };
    service = await startService({ ...(databaseUrl !== undefined && { databaseUrl }), ...options });
    client = connect(service.token);
    admin = createDeliveryClient({ baseUrl: service.url, token: service.token, fetch: contractFetch() });
  });
  afterAll(async () => {
    await service?.close();
    await postgres?.close();
  });

  function connect(token: string): WebhooksClient {
    return createWebhooksClient({ baseUrl: service.url, token, fetch: contractFetch() });
  }

  providerSuite(async () => ({
    url: service.url,
    token: service.token,
    otherToken: await service.createToken({ organizationId: "another" }),
    readToken: await service.createToken({ scopes: ["webhooks:read"] }),
    writeToken: await service.createToken({ scopes: ["webhooks:write"] }),
  }));

  // It creates tokens of its own. The checks of the registry need two databases, these take longer and need one.
  if (database === "Postgres") {
    providerSuite(() => ({ url: service.url, token: service.token }), { spec: "delivery" });
  }

  describeAgentmailSdk(() => service);

  test.each(Object.entries<object>(operationExamples.createWebhook.request))(
    "accepts the example %s",
    async (_, example) => {
      const webhook = await client.create(structuredClone(example) as CreateWebhookRequest);
      expect(webhook).toMatchObject(example);
      await client.delete(webhook.webhook_id);
    },
  );

  test("a created token works, is listed, and is rejected once it is revoked", async () => {
    const { token, ...created } = await admin.createToken({ organization_id: "third", scopes: ["webhooks:read"] });
    const reader = connect(token);
    expect((await reader.list()).webhooks).toEqual([]);
    expect(await admin.listTokens({ limit: 1 }).toArray()).toContainEqual(created);
    await admin.revokeToken(created.token_id);
    await expect(Promise.resolve(reader.list())).rejects.toMatchObject({ status: 401 });
    await expect(admin.revokeToken(created.token_id)).rejects.toMatchObject({ status: 404 });
  });

  describe.each(apis)(
    "every documented status of the $name API is returned as documented",
    ({ operations, examples }) => {
      const cases = operations.flatMap((operation) =>
        Object.keys(operation.responses)
          .map(Number)
          .filter((status) => !NOT_ON_DEMAND.includes(status))
          .filter((status) => database === "Postgres" || !NEEDS_DAMAGE.includes(`${operation.id} ${status}`))
          .map((status) => ({ operation, id: operation.id, status })),
      );

      test.each(cases)("$id: $status", async ({ operation, status }) => {
        // contractFetch has checked the response against the spec.
        const response = await provoke(operation, status);
        expect(response.status).toBe(status);
      });

      async function provoke(operation: Operation, status: number): Promise<Response> {
        const { requestBody, method } = operation;
        if (operation.path === deliveryOperations.getOperatorWebhook.path) {
          // It has no id that could be unknown.
          await admin.setOperatorWebhook({ url: aWebhook.url });
          if (status === 404) await admin.deleteOperatorWebhook();
        }
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

      /** Id of an existing resource; for 409, of one that the operation conflicts with. */
      async function anId({ id, parameters }: Operation, status: number): Promise<string> {
        if ("token_id" in parameters.path) {
          return (await admin.createToken({ organization_id: "fourth", scopes: ["webhooks:read"] })).token_id;
        }
        if ("event_id" in parameters.path) {
          const { webhook_id } = await client.create(aWebhook);
          const { delivery_id } = await admin.sendTestEvent(webhook_id, { event_type: "message.received" });
          return (await admin.getDelivery(delivery_id)).event_id;
        }
        if ("delivery_id" in parameters.path) return settledDelivery(status !== 409);
        const { webhook_id } = await client.create(aWebhook);
        if (status === 409) await admin.disableWebhook(webhook_id);
        if (NEEDS_DAMAGE.includes(`${id} ${status}`) && databaseUrl !== undefined) {
          await query(databaseUrl, `update webhooks set secret = '' where webhook_id = '${webhook_id}'`);
        }
        return webhook_id;
      }

      /** Id of a delivery that failed because its webhook was disabled. */
      async function settledDelivery(enabledAgain: boolean): Promise<string> {
        const { webhook_id } = await client.create(aWebhook);
        const { delivery_id } = await admin.sendTestEvent(webhook_id, { event_type: "message.received" });
        await admin.disableWebhook(webhook_id);
        // An attempt that is running settles the delivery when it ends.
        const hasFailed = async () => expect((await admin.getDelivery(delivery_id)).status).toBe("failed");
        await vi.waitFor(hasFailed, { timeout: 60_000, interval: 20 });
        if (enabledAgain) await admin.enableWebhook(webhook_id);
        return delivery_id;
      }

      async function bodyFor({ id, requestBody }: Operation, status: number): Promise<string> {
        if (status === 413) return JSON.stringify({ filler: "x".repeat(requestBody?.maxBytes ?? 0) });
        if (status === 400) return JSON.stringify({ unknown_field: 1 });
        const [example = {}] = Object.values(lookUp(examples, id).request);
        return JSON.stringify(status === 409 ? await conflicting(example) : example);
      }

      /** Publishes an event, and returns the request with another pod. Requests of other operations are returned unchanged. */
      async function conflicting(example: object): Promise<object> {
        const withAnotherPod = (request: PublishEventRequest) => ({ ...request, pod_id: "another_pod" });
        if ("event" in example) {
          const request = example as PublishEventRequest;
          await admin.publishEvent(request);
          return withAnotherPod(request);
        }
        if ("events" in example) {
          const request = example as PublishEventsRequest;
          await admin.publishEvents(request);
          return { events: request.events.map(withAnotherPod) };
        }
        return example;
      }
    },
  );
});
