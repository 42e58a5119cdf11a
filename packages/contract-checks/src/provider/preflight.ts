import { operations } from "@agent-webhooks/types";
import { isObject } from "@agent-webhooks/types/json-schema";
import { errorMessage, SetupError } from "../run/errors.ts";
import { type HttpResponse, openTransport } from "./http.ts";
import type { ProviderOptions } from "./target.ts";

/** Time for all requests of the preflight together. */
const preflightTimeoutMs = 10_000;

const { listWebhooks, getWebhook } = operations;

/**
 * Finds out whether a run can start: the target responds, is this API, and accepts the tokens. Violations of the
 * contract are left to the checks.
 *
 * @throws SetupError
 */
export async function assertCanStart(options: ProviderOptions): Promise<void> {
  const { url, token, otherToken, readToken } = options;
  const { origin, pathname } = parseUrl(url);
  if (otherToken === token) {
    throw new SetupError("--other-token is the same as --token; it must be another organization's");
  }
  if (readToken === token) throw new SetupError("--read-token is the same as --token; it must have webhooks:read only");
  const { transport, close } = openTransport(origin, options.transport);
  const signal = AbortSignal.timeout(preflightTimeoutMs);
  const get = async (path: string, token: string): Promise<HttpResponse> => {
    const headers = { authorization: `Bearer ${token}` };
    try {
      return await transport({ method: "GET", path: pathname.replace(/\/+$/, "") + path, headers }, signal);
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
    const list = await get(listWebhooks.path, token);
    if (!isList(list)) {
      await assertIsApi(url, list, () => get(getWebhook.path.replace("{webhook_id}", "wh_unknown"), token));
    }
    for (const [option, value] of Object.entries({ "--other-token": otherToken, "--read-token": readToken })) {
      if (value === undefined) continue;
      const { status } = await get(listWebhooks.path, value);
      if (status === 401) throw new SetupError(`${url} rejected ${option} (401)`);
    }
  } finally {
    await close();
  }
}

function parseUrl(url: string): URL {
  const parsed = URL.parse(url);
  if (parsed !== null && /^https?:$/.test(parsed.protocol)) return parsed;
  throw new SetupError(`--url ${JSON.stringify(url)} is not an http or https URL, such as http://127.0.0.1:8787`);
}

/** A rough test: a list with something wrong in it is a finding, not another API. */
function isList({ status, body }: HttpResponse): boolean {
  const json = parseJson(body);
  return status < 300 && (Array.isArray(json) || (isObject(json) && ("webhooks" in json || "count" in json)));
}

/** @throws SetupError unless an unknown webhook shows that it is this API, only with a broken list */
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
  const hint = url.includes(listWebhooks.path) ? `; pass the base URL without ${listWebhooks.path}` : "";
  throw new SetupError(`${url} is not this API: GET ${listUrl} returned ${status}, not a list of webhooks${hint}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
