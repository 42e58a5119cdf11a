import { eventTypes, type Operation, operations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { isObject } from "@agent-webhooks/types/json-schema";
import { errorMessage, SetupError } from "../run/errors.ts";
import { type HttpResponse, openTransport } from "./http.ts";
import { type ProviderOptions, webhookBases } from "./target.ts";

/** Time for all requests of the preflight together. */
const preflightTimeoutMs = 10_000;

const { listWebhooks, createWebhook, getWebhook, deleteWebhook } = operations;

/**
 * Finds out whether a run can start: the target responds, is this API, and accepts the tokens. Violations of the
 * contract are left to the checks.
 *
 * @throws SetupError
 */
export async function assertCanStart(options: ProviderOptions): Promise<void> {
  const { url, token, otherToken, readToken, writeToken, spec = "webhooks" } = options;
  const { origin, pathname } = parseUrl(url);
  if (otherToken === token) {
    throw new SetupError("--other-token is the same as --token; it must be another organization's");
  }
  if (readToken === token) throw new SetupError("--read-token is the same as --token; it must have webhooks:read only");
  if (writeToken === token) {
    throw new SetupError("--write-token is the same as --token; it must have webhooks:write only");
  }
  const { transport, close } = openTransport(origin, options.transport);
  const signal = AbortSignal.timeout(preflightTimeoutMs);
  const send: Send = async (method, path, token, body) => {
    const headers = { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) };
    const request = { method, path: pathname.replace(/\/+$/, "") + path, headers };
    try {
      return await transport({ ...request, ...(body && { body: JSON.stringify(body) }) }, signal);
    } catch (error) {
      if (signal.aborted) throw new SetupError(`${url} did not respond within ${preflightTimeoutMs / 1000} s`);
      const isInvalid =
        error instanceof TypeError ||
        (error instanceof Error && "code" in error && error.code === "UND_ERR_INVALID_ARG");
      if (isInvalid) {
        throw new SetupError(`a token has characters that are not allowed in an HTTP header: ${error.message}`);
      }
      throw new SetupError(`no response from ${url}: ${errorMessage(error)}`);
    }
  };
  try {
    const list = await send("GET", listWebhooks.path, token);
    if (!isList(list)) {
      await assertIsApi(url, list, () => send("GET", pathOf(getWebhook, "wh_unknown"), token));
    }
    if (spec !== "webhooks") {
      await assertHasScopes(url, (operation) => send("GET", operation.path, token));
      assertReplacesNothing(await send("GET", deliveryOperations.getOperatorWebhook.path, token));
    }
    const others = { "--other-token": otherToken, "--read-token": readToken, "--write-token": writeToken };
    for (const [option, value] of Object.entries(others)) {
      if (value === undefined) continue;
      const { status } = await send("GET", listWebhooks.path, value);
      if (status === 401) throw new SetupError(`${url} rejected ${option} (401)`);
    }
    if (otherToken !== undefined && (await areOfOneOrganization(send, token, otherToken))) {
      throw new SetupError(
        `--other-token is of the same organization as --token, or ${url} separates no organizations: ` +
          "both tokens see the same webhooks; pass a token of another organization",
      );
    }
  } finally {
    await close();
  }
}

/** @throws SetupError when the token may not list deliveries and tokens, or there is no such list */
async function assertHasScopes(url: string, list: (operation: Operation) => Promise<HttpResponse>): Promise<void> {
  const { listDeliveries, listTokens } = deliveryOperations;
  for (const operation of [listDeliveries, listTokens]) {
    const { status } = await list(operation);
    const [scope] = operation.scopes;
    if (status === 403) {
      throw new SetupError(
        `${url} rejected the token: it lacks the scope ${scope} (403); --spec delivery needs every scope`,
      );
    }
    if (status === 404) {
      throw new SetupError(
        `${url} has no delivery API: GET ${operation.path} returned 404; check it with --spec webhooks`,
      );
    }
  }
}

/** @throws SetupError when there is an operator webhook that no earlier run has left: there is one at most */
function assertReplacesNothing({ status, body }: HttpResponse): void {
  const { url } = Object(parseJson(body));
  if (status !== 200 || typeof url !== "string" || url.startsWith(webhookBases.delivery)) return;
  throw new SetupError(
    `the checks would replace the operator webhook ${url}; pass a --token of another organization, or delete it first`,
  );
}

function parseUrl(url: string): URL {
  const parsed = URL.parse(url);
  if (parsed !== null && /^https?:$/.test(parsed.protocol)) return parsed;
  throw new SetupError(`--url ${JSON.stringify(url)} is not an http or https URL, such as http://127.0.0.1:8787`);
}

/** Sends a request to the API. */
type Send = (method: string, path: string, token: string, body?: object) => Promise<HttpResponse>;

/**
 * Whether two tokens cannot be told apart: a create with the `client_id` of the other one returns its webhook, and so
 * does a get. A server that separates organizations in one of the two, and not in the other, is for the checks to report.
 */
async function areOfOneOrganization(send: Send, token: string, otherToken: string): Promise<boolean> {
  const client_id = `contract-${crypto.randomUUID()}`;
  const create = async (token: string) => {
    const body = { client_id, url: `https://example.com/${client_id}`, event_types: [eventTypes[0]] };
    const { webhook_id } = Object(parseJson((await send("POST", createWebhook.path, token, body)).body));
    return typeof webhook_id === "string" ? webhook_id : undefined;
  };
  const id = await create(token);
  const otherId = await create(otherToken);
  const isShared =
    id !== undefined && id === otherId && (await send("GET", pathOf(getWebhook, id), otherToken)).status === 200;
  if (id !== undefined) await send("DELETE", pathOf(deleteWebhook, id), token);
  if (otherId !== undefined && otherId !== id) await send("DELETE", pathOf(deleteWebhook, otherId), otherToken);
  return isShared;
}

function pathOf({ path }: { readonly path: string }, id: string): string {
  return path.replace("{webhook_id}", encodeURIComponent(id));
}

/** A rough test: a list with something wrong in it is a finding, not another API. */
function isList({ status, body }: HttpResponse): boolean {
  const json = parseJson(body);
  return status < 300 && (Array.isArray(json) || (isObject(json) && ("webhooks" in json || "count" in json)));
}

/** @throws SetupError unless an unknown webhook shows that it is this API, only its list is wrong */
async function assertIsApi(
  url: string,
  { status }: HttpResponse,
  getUnknown: () => Promise<HttpResponse>,
): Promise<void> {
  if (status === 429) return;
  const unknown = await getUnknown();
  const error = parseJson(unknown.body);
  const isApi = unknown.status === 404 && isObject(error) && "name" in error && "message" in error;
  if (isApi && status !== 404 && (status < 300 || status >= 400)) return;
  if (status === 401) throw new SetupError(`${url} rejected the token (401)`);
  if (status === 403) throw new SetupError(`${url} rejected the token: it lacks the scope webhooks:read (403)`);
  const listUrl = url.replace(/\/*$/, "") + listWebhooks.path;
  const advice = url.includes(listWebhooks.path) ? `; pass the base URL without ${listWebhooks.path}` : "";
  throw new SetupError(`${url} is not this API: GET ${listUrl} returned ${status}, not a list of webhooks${advice}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
