/** How a run controls the provider, and what is left of it when responses are lost. */
import { operations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { expect, test } from "vitest";
import type { Transport } from "../../src/provider/http.ts";
import { ReferenceProvider, referenceTokens } from "../../src/reference/provider.ts";
import { LimitReachedError, NotRunError, SetupError } from "../../src/run/errors.ts";
import { ProviderApi, type ProviderApiOptions } from "../../src/sender/api.ts";
import { OperatorApi } from "../../src/sender/operator-api.ts";

const marker = "contract-run-1";
const url = `http://127.0.0.1:1/${marker}/1`;
const event_types: "message.received"[] = ["message.received"];

const forbidden = { status: 403, headers: new Headers(), body: '{"name":"ForbiddenError","message":"No."}' };

/** A provider, and options for an API of it that loses the first response to each path, and fails as `fails` says. */
function losing(paths: readonly string[]) {
  const provider = new ReferenceProvider({ tokens: referenceTokens });
  const lost = new Set(paths);
  const methods: string[] = [];
  const fails = { deleteWebhook: false, everything: false };
  const transport: Transport = async (request, signal) => {
    methods.push(request.method);
    const isDelete = request.method === "DELETE" && request.path.startsWith(operations.createWebhook.path);
    if (fails.everything) return forbidden;
    if (fails.deleteWebhook && isDelete) return { status: 500, headers: new Headers(), body: "" };
    const response = await provider.transport(request, signal);
    if (request.method === "POST" && lost.delete(request.path)) throw new Error("socket hang up");
    return response;
  };
  const options: ProviderApiOptions = {
    url: new URL("http://reference"),
    token: "a-token",
    marker,
    transport,
    signal: undefined,
  };
  return { provider, options, methods, fails };
}

test("a webhook whose response was lost is deleted, and those of others stay", async () => {
  const { provider, options } = losing([operations.createWebhook.path]);
  const others = new ProviderApi({ ...options, marker: "others", transport: provider.transport });
  // More than a page, which is listed newest first.
  for (let count = 0; count < 101; count++) await others.create({ url: "http://127.0.0.1:1/others", event_types });
  const api = new ProviderApi(options);
  const { webhookId } = await api.create({ url, event_types });
  const urls = () => [...provider.webhooks.values()].map(({ url }) => url).filter((url) => url.includes(marker));
  expect(urls()).toEqual([url, url]);
  expect([...provider.webhooks.keys()]).toContain(webhookId);
  expect(await api.close()).toEqual([]);
  expect([urls(), provider.webhooks.size]).toEqual([[], 101]);
});

test("a webhook whose response has no secret is deleted", async () => {
  const provider = new ReferenceProvider({
    tokens: referenceTokens,
    rules: { render: ({ webhook_id, url }) => ({ webhook_id, url }) },
  });
  const api = new ProviderApi({ ...losing([]).options, transport: provider.transport });
  await expect(api.create({ url, event_types })).rejects.toThrow("no webhook_id or no secret");
  expect(provider.webhooks.size).toBe(1);
  expect(await api.close()).toEqual([]);
  expect(provider.webhooks.size).toBe(0);
});

test("nothing is listed when every response arrived", async () => {
  const { options, methods } = losing([]);
  const api = new ProviderApi(options);
  await api.create({ url, event_types });
  expect(await api.close()).toEqual([]);
  expect(methods).toEqual(["POST", "DELETE"]);
});

test("a webhook that is discarded is deleted once", async () => {
  const { options, methods } = losing([]);
  const api = new ProviderApi(options);
  const { webhookId } = await api.create({ url, event_types });
  await api.discard(webhookId);
  await api.discard(webhookId);
  expect(await api.close()).toEqual([]);
  expect(methods).toEqual(["POST", "DELETE"]);
});

test("a webhook that cannot be discarded is deleted at the end", async () => {
  const { provider, options, fails } = losing([]);
  fails.deleteWebhook = true;
  const api = new ProviderApi(options);
  await api.discard((await api.create({ url, event_types })).webhookId);
  expect(provider.webhooks.size).toBe(1);
  fails.deleteWebhook = false;
  expect(await api.close()).toEqual([]);
  expect(provider.webhooks.size).toBe(0);
});

test("a 403 may be a limit once the token has created a webhook, and says what the provider returned", async () => {
  const { options, fails } = losing([]);
  fails.everything = true;
  const api = new ProviderApi(options);
  await expect(api.create({ url, event_types })).rejects.toThrow("createWebhook returned 403");
  fails.everything = false;
  await api.create({ url, event_types });
  fails.everything = true;
  const reason = 'what it needs was not created: createWebhook returned 403 {"name":"ForbiddenError","message":"No."}';
  await expect(api.create({ url, event_types })).rejects.toEqual(new LimitReachedError(reason));
});

test("organizations whose responses were lost keep no webhook and no token", async () => {
  const { provider, options } = losing([deliveryOperations.createToken.path, operations.createWebhook.path]);
  const api = new OperatorApi(options);
  const { webhookId } = await api.create({ url });
  await api.disableWebhook(webhookId, `http://127.0.0.1:1/${marker}/gone`);
  expect([provider.state.tokens.size, provider.webhooks.size]).toEqual([2, 2]);
  expect(await api.close()).toEqual([]);
  expect([provider.state.tokens.size, provider.webhooks.size]).toEqual([0, 0]);
});

/** What the provider has of an organization of the run. */
const countsOf = ({ state, webhooks }: ReferenceProvider) => [
  state.tokens.size,
  state.operatorWebhooks.size,
  webhooks.size,
];

test("an organization that is discarded keeps nothing", async () => {
  const { provider, options } = losing([]);
  const api = new OperatorApi(options);
  const [first, second] = [await api.create({ url }), await api.create({ url })];
  await api.disableWebhook(first.webhookId, `http://127.0.0.1:1/${marker}/gone`);
  expect(countsOf(provider)).toEqual([2, 2, 1]);
  await api.discard(first.webhookId);
  await api.discard(first.webhookId);
  expect(countsOf(provider)).toEqual([1, 1, 0]);
  expect(await api.isEnabled(second.webhookId)).toBe(true);
  expect(await api.close()).toEqual([]);
  expect(countsOf(provider)).toEqual([0, 0, 0]);
});

test("what cannot be discarded of an organization is deleted at the end, with its token", async () => {
  const { provider, options, fails } = losing([]);
  fails.deleteWebhook = true;
  const api = new OperatorApi(options);
  const { webhookId } = await api.create({ url });
  await api.disableWebhook(webhookId, `http://127.0.0.1:1/${marker}/gone`);
  await api.discard(webhookId);
  expect(countsOf(provider)).toEqual([1, 0, 1]);
  fails.deleteWebhook = false;
  expect(await api.close()).toEqual([]);
  expect(countsOf(provider)).toEqual([0, 0, 0]);
});

test("a 403 may be a limit of tokens once the token has created one", async () => {
  const { options, fails } = losing([]);
  fails.everything = true;
  const api = new OperatorApi(options);
  await expect(api.create({ url })).rejects.toThrow(SetupError);
  fails.everything = false;
  await api.create({ url });
  fails.everything = true;
  await expect(api.create({ url })).rejects.toThrow(LimitReachedError);
});

test("a missing operation or scope is reported as not run", async () => {
  const { options } = losing([]);
  const calls = [
    [deliveryOperations.enableWebhook, (api: ProviderApi) => api.setEnabled("wh_1", true)],
    [deliveryOperations.rotateSecret, (api: ProviderApi) => api.rotateSecret("wh_1", 0)],
    [deliveryOperations.eraseEvent, (api: ProviderApi) => api.eraseEvent("evt_1")],
    [deliveryOperations.sendTestEvent, (api: ProviderApi) => api.sendTestEvent("wh_1", "message.sent")],
    [deliveryOperations.resendDelivery, (api: ProviderApi) => api.resend("dlv_1")],
    [deliveryOperations.updateDeliverySettings, (api: ProviderApi) => api.updateDeliverySettings("wh_1", {})],
    [deliveryOperations.listDeliveries, (api: ProviderApi) => api.findDelivery("wh_1", "evt_1")],
  ] as const;
  const respondingWith = (status: number): ProviderApi =>
    new ProviderApi({ ...options, transport: async () => ({ status, headers: new Headers(), body: "{}" }) });
  for (const [{ id }, call] of calls) {
    for (const status of [404, 405, 501]) {
      await expect(call(respondingWith(status))).rejects.toEqual(
        new NotRunError(`the provider has no operation ${id}`),
      );
    }
    await expect(call(respondingWith(403))).rejects.toEqual(new NotRunError(`the token may not call ${id} (403)`));
    await expect(call(respondingWith(500))).rejects.toThrow(`${id} returned 500`);
  }
  await expect(respondingWith(200).rotateSecret("wh_1", 0)).rejects.toThrow("rotateSecret returned no secret");
  expect(await respondingWith(200).findDelivery("wh_1", "evt_1")).toBeUndefined();
});

test("a delivery is found on a later page, and a missing one is not", async () => {
  const { options } = losing([]);
  const pages: Readonly<Record<string, object>> = {
    "": { deliveries: [], next_page_token: "second" },
    second: { deliveries: [{ delivery_id: "dlv_1" }] },
  };
  const transport: Transport = async ({ path }) => {
    const { pathname, searchParams } = new URL(path, "http://reference");
    const isList = pathname === deliveryOperations.listDeliveries.path;
    const isOf = searchParams.get("webhook_id") === "wh_1" && searchParams.get("event_id") === "evt_1";
    const page = isOf ? pages[searchParams.get("page_token") ?? ""] : { deliveries: [] };
    const body = JSON.stringify(isList ? page : { delivery_id: pathname.split("/").at(-1), status: "pending" });
    return { status: 200, headers: new Headers({ "content-type": "application/json" }), body };
  };
  const api = new ProviderApi({ ...options, transport });
  expect(await api.findDelivery("wh_1", "evt_1")).toEqual({ delivery_id: "dlv_1", status: "pending" });
  expect(await api.findDelivery("wh_1", "evt_2")).toBeUndefined();
});
