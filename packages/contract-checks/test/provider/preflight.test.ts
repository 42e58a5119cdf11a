import { operations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { describe, expect, test } from "vitest";
import type { HttpRequest, Transport } from "../../src/provider/http.ts";
import { assertCanStart } from "../../src/provider/preflight.ts";
import type { ProviderOptions } from "../../src/provider/target.ts";
import { type ScriptedResponse, toHttpResponse } from "./support.ts";

const { path } = operations.listWebhooks;
const notFound = { status: 404, body: { name: "NotFoundError", message: "There is none." } };

/** Why a run cannot start; `undefined` when it can. */
async function startError(
  respond: (request: HttpRequest) => ScriptedResponse,
  options: Partial<ProviderOptions> = {},
): Promise<string | undefined> {
  const transport = async (request: HttpRequest) => toHttpResponse(respond(request));
  try {
    await assertCanStart({ url: "http://api.test", token: "a", transport, ...options });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return undefined;
}

/** A response to a list, and one to a webhook that does not exist. */
const listAndUnknown = (list: ScriptedResponse, unknown: ScriptedResponse) => (request: HttpRequest) =>
  request.path.endsWith("/wh_unknown") ? unknown : list;

describe("a run can start when the list", () => {
  test.each<unknown>([{ webhooks: [], count: 0 }, { webhooks: "odd" }, { count: 0 }, []])("is %j", async (body) => {
    expect(await startError(() => ({ body }))).toBeUndefined();
  });

  test.each([500, 400, 401, 403, 200, 418])("returns %i, but an unknown webhook this API's 404", async (status) => {
    expect(await startError(listAndUnknown({ status }, notFound))).toBeUndefined();
  });

  test("is rate-limited", async () => {
    const paths: string[] = [];
    const respond = (request: HttpRequest) => {
      paths.push(request.path);
      return { status: 429 };
    };
    expect(await startError(respond)).toBeUndefined();
    expect(paths).toEqual([path]);
  });
});

describe("a run cannot start when", () => {
  test.each([
    [401, "http://api.test rejected the token (401)"],
    [403, "http://api.test rejected the token: it lacks the scope webhooks:read (403)"],
    ...[404, 200, 302].map((status): [number, string] => [
      status,
      `http://api.test is not this API: GET http://api.test${path} returned ${status}, not a list of webhooks`,
    ]),
  ])("every request returns %i", async (status, message) => {
    expect(await startError(() => ({ status }))).toBe(message);
  });

  test("the URL includes the path of the operations", async () => {
    const message = await startError(() => ({ status: 404 }), { url: `http://api.test${path}` });
    expect(message).toMatch(new RegExp(`; pass the base URL without ${path}$`));
  });

  test.each([404, 302])("only an unknown webhook looks like this API: the list returns %i", async (status) => {
    expect(await startError(listAndUnknown({ status }, notFound))).toContain("is not this API");
  });

  test.each([
    { status: 200, body: notFound.body },
    { status: 404, body: [] },
    { status: 404, body: "null" },
    { status: 404, body: { name: "NotFoundError" } },
    { status: 404, body: { message: "There is none." } },
  ])("the list returns 500 and an unknown webhook %j", async (unknown) => {
    expect(await startError(listAndUnknown({ status: 500 }, unknown))).toContain("is not this API");
  });

  test.each(["", "api.test", "ftp://api.test", "file:///etc"])("the URL is %j", async (url) => {
    expect(await startError(() => ({}), { url })).toBe(
      `--url ${JSON.stringify(url)} is not an http or https URL, such as http://127.0.0.1:8787`,
    );
  });

  test.each([
    ["otherToken", "--other-token"],
    ["readToken", "--read-token"],
    ["writeToken", "--write-token"],
  ])("%s is the same as the token, or rejected", async (name, option) => {
    expect(await startError(() => ({ body: [] }), { [name]: "a" })).toContain(`${option} is the same as --token`);
    const respond = ({ headers }: HttpRequest) =>
      headers.authorization === "Bearer x" ? { status: 401 } : { body: [] };
    expect(await startError(respond, { [name]: "x" })).toBe(`http://api.test rejected ${option} (401)`);
    expect(await startError(() => ({ body: [] }), { [name]: "x" })).toBeUndefined();
  });

  const invalidToken = "a token has characters that are not allowed in an HTTP header: no";
  test.each([
    [new Error("connect ECONNREFUSED"), "no response from http://api.test: connect ECONNREFUSED"],
    [new TypeError("no"), invalidToken],
    [Object.assign(new Error("no"), { code: "UND_ERR_INVALID_ARG" }), invalidToken],
  ])("the request fails: %s", async (error, message) => {
    const respond = () => {
      throw error;
    };
    expect(await startError(respond)).toBe(message);
  });
});

describe("a run of the delivery API cannot start when", () => {
  const { listTokens, listDeliveries } = deliveryOperations;
  test.each([
    [listTokens, 403, `http://api.test rejected the token: it lacks the scope tokens:write (403); `],
    [listDeliveries, 403, `http://api.test rejected the token: it lacks the scope deliveries:read (403); `],
    [listDeliveries, 404, `http://api.test has no delivery API: GET ${listDeliveries.path} returned 404; `],
  ])("$id returns %i", async (operation, status, message) => {
    const respond = (request: HttpRequest) => (request.path === operation.path ? { status } : { body: { count: 0 } });
    expect(await startError(respond, { spec: "delivery" })).toContain(message);
    expect(await startError(respond)).toBeUndefined();
  });
});

test.each([
  ["https://alerts.example.com", "the checks would replace the operator webhook https://alerts.example.com; "],
  ["https://agent-webhooks-contract.invalid/of-a-run", undefined],
])("a run of the delivery API with the operator webhook %s fails with %s", async (url, message) => {
  const { getOperatorWebhook } = deliveryOperations;
  const respond = ({ path }: HttpRequest) => ({ body: path === getOperatorWebhook.path ? { url } : { count: 0 } });
  const error = await startError(respond, { spec: "delivery" });
  if (message === undefined) expect(error).toBeUndefined();
  else expect(error).toContain(message);
});

test("the path of the URL precedes the paths of the API", async () => {
  const paths: string[] = [];
  const respond = (request: HttpRequest) => {
    paths.push(request.path);
    return { body: [] };
  };
  await startError(respond, { url: "http://api.test/v1//", otherToken: "b" });
  expect([...new Set(paths)]).toEqual([`/v1${path}`]);
});

test("each request has a time limit of its own: slow providers can be checked", async () => {
  const signals = new Set<AbortSignal>();
  const transport: Transport = async (_, signal) => {
    signals.add(signal);
    return toHttpResponse({ body: { count: 0 } });
  };
  await assertCanStart({ url: "http://api.test", token: "a", otherToken: "b", transport });
  expect(signals.size).toBe(2);
});
