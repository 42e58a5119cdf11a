import { operations } from "@agent-webhooks/types";
import { errorMessage, SetupError } from "../run/errors.ts";
import { httpWire, type Wire, type WireResponse } from "./http.ts";
import type { ProviderOptions } from "./target.ts";

/** By then it is known whether there is anything to judge. */
const startMs = 4000;

/**
 * Finds out whether a run can start: something answers, it is this API, and it takes the tokens. What is wrong with an
 * API that is this one is for the checks to find.
 *
 * @throws SetupError
 */
export async function checkStart(options: ProviderOptions): Promise<void> {
  const { url, token, otherToken, readToken } = options;
  const { origin, pathname } = parseUrl(url);
  if (otherToken === token)
    throw new SetupError("--other-token is the same as --token; it must be another organization's");
  if (readToken === token) throw new SetupError("--read-token is the same as --token; it must have webhooks:read only");
  const { wire, close } = options.wire === undefined ? httpWire(origin) : { wire: options.wire, close: async () => {} };
  const signal = AbortSignal.timeout(startMs);
  const get = (path: string, token: string) => ask(wire, `${pathname.replace(/\/+$/, "")}${path}`, token, url, signal);
  try {
    const { listWebhooks, getWebhook } = operations;
    const list = await get(listWebhooks.path, token);
    if (!isList(list))
      await explain(url, list, () => get(getWebhook.path.replace("{webhook_id}", "wh_unknown"), token));
    const others = { "--other-token": otherToken, "--read-token": readToken };
    for (const [option, value] of Object.entries(others)) {
      if (value === undefined) continue;
      const { status } = await get(listWebhooks.path, value);
      if (status === 401) throw new SetupError(`${url} refused ${option} (401)`);
    }
  } finally {
    await close();
  }
}

function parseUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    throw new SetupError(`--url ${JSON.stringify(url)} is not an http or https URL, such as http://127.0.0.1:8787`);
  }
  return parsed;
}

async function ask(wire: Wire, path: string, token: string, url: string, signal: AbortSignal): Promise<WireResponse> {
  try {
    return await wire({ method: "GET", path, headers: { authorization: `Bearer ${token}` } }, signal);
  } catch (error) {
    if (signal.aborted) throw new SetupError(`${url} did not answer within ${startMs / 1000} s`);
    if (
      error instanceof TypeError ||
      (error instanceof Error && "code" in error && error.code === "UND_ERR_INVALID_ARG")
    ) {
      throw new SetupError(`a token that a header cannot carry: ${error.message}`);
    }
    throw new SetupError(`nothing answers at ${url}: ${errorMessage(error)}`);
  }
}

/** A first look only: a list that is wrong in some way is a finding, not another API. */
function isList({ status, body }: WireResponse): boolean {
  const json = parse(body);
  return status < 300 && (Array.isArray(json) || (isObject(json) && ("webhooks" in json || "count" in json)));
}

/** Says why a run cannot start, unless an unknown webhook shows that it is this API with a list that is broken. */
async function explain(url: string, list: WireResponse, getUnknown: () => Promise<WireResponse>): Promise<void> {
  const { status } = list;
  if (status === 429) return;
  const unknown = await getUnknown();
  const error = parse(unknown.body);
  const isApi = unknown.status === 404 && isObject(error) && "name" in error && "message" in error;
  if (isApi && status !== 404 && (status < 300 || status >= 400)) return;
  if (status === 401) throw new SetupError(`${url} refused the token (401)`);
  if (status === 403) throw new SetupError(`${url} refused the token: it lacks the scope webhooks:read (403)`);
  const place = new URL("agent/v0/webhooks", url.replace(/\/*$/, "/")).href;
  throw new SetupError(`${url} is not this API: GET ${place} answered ${status}, not a list of webhooks`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
