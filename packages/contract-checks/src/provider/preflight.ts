import { type Operation, operations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { isObject } from "@agent-webhooks/types/json-schema";
import { errorMessage, SetupError } from "../run/errors.ts";
import { uniqueClientId } from "./client.ts";
import { type HttpResponse, openTransport } from "./http.ts";
import { InterruptedError } from "./response.ts";
import { type ProviderOptions, type ProviderTarget, webhookBases } from "./target.ts";

/** Time for each request of the preflight. */
const preflightTimeoutMs = 10_000;

const { listWebhooks, getWebhook } = operations;

/**
 * Finds out whether a run can start: the target responds, is this API, and accepts the tokens. Violations of the
 * contract are left to the checks.
 *
 * @throws SetupError
 * @throws InterruptedError when `signal` is aborted
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
  const get = async (path: string, token: string): Promise<HttpResponse> => {
    const headers = { authorization: `Bearer ${token}` };
    const timeout = AbortSignal.timeout(preflightTimeoutMs);
    const signal = AbortSignal.any([timeout, ...(options.signal === undefined ? [] : [options.signal])]);
    try {
      if (options.signal?.aborted) throw new InterruptedError();
      return await transport({ method: "GET", path: pathname.replace(/\/+$/, "") + path, headers }, signal);
    } catch (error) {
      if (options.signal?.aborted) throw new InterruptedError();
      if (timeout.aborted) throw new SetupError(`${url} did not respond within ${preflightTimeoutMs / 1000} s`);
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
    const list = await get(listWebhooks.path, token);
    if (!isList(list)) {
      await assertIsApi(url, list, () => get(pathOf(getWebhook, "wh_unknown"), token));
    }
    if (spec !== "webhooks") {
      await assertHasScopes(url, (operation) => get(operation.path, token));
      assertReplacesNothing(await get(deliveryOperations.getOperatorWebhook.path, token));
    }
    const others = { "--other-token": otherToken, "--read-token": readToken, "--write-token": writeToken };
    for (const [option, value] of Object.entries(others)) {
      if (value === undefined) continue;
      const { status } = await get(listWebhooks.path, value);
      if (status === 401) throw new SetupError(`${url} rejected ${option} (401)`);
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

/**
 * Creates a webhook with each of two tokens. A create with the `client_id` of the other one returns its webhook if they
 * cannot be told apart, and so does a get. A provider that separates organizations in one of the two, and not in the other,
 * is for the checks to report.
 *
 * @throws SetupError when both tokens see the same webhooks
 */
export async function assertOtherOrganization(target: ProviderTarget): Promise<void> {
  const { url, otherToken } = target.options;
  if (otherToken === undefined) return;
  const clients = [target.client(target.options.token), target.client(otherToken)];
  const client_id = uniqueClientId();
  try {
    const ids: unknown[] = [];
    for (const client of clients) ids.push(Object((await client.create({ client_id })).json).webhook_id);
    const [id, otherId] = ids;
    if (typeof id !== "string" || id !== otherId) return;
    if ((await target.client(otherToken).get(id)).status !== 200) return;
  } finally {
    for (const { created } of clients) await target.remove(created);
  }
  throw new SetupError(
    `--other-token is of the same organization as --token, or ${url} separates no organizations: ` +
      "both tokens see the same webhooks; pass a token of another organization",
  );
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
