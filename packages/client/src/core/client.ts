import type { Route } from "@agent-webhooks/types";
import createClient, { type Client } from "openapi-fetch";
import { version } from "../version.ts";
import type { BodyOf, DataOf, ParamsOf } from "./contract.ts";
import { fillPath, guard, guardBody, guardToken } from "./guards.ts";
import type { CallOptions, ClientOptions } from "./options.ts";
import { type ApiPromise, apiPromise, type WithResponse } from "./promise.ts";
import { type Call, createTransport, Draft } from "./transport.ts";

/** A client before it has methods: openapi-fetch itself, and a way to call an operation. */
export interface Core<Paths extends {}> {
  readonly raw: Client<Paths>;
  /** Gives the data of an answer, and the answer. */
  send<At extends Route>(
    route: At,
    params: ParamsOf<Paths, At>,
    options: CallOptions | undefined,
    body?: BodyOf<Paths, At>,
  ): Promise<WithResponse<DataOf<Paths, At>>>;
  /** Gives the data, or both on request. */
  call<At extends Route>(
    route: At,
    params: ParamsOf<Paths, At>,
    options: CallOptions | undefined,
    body?: BodyOf<Paths, At>,
  ): ApiPromise<DataOf<Paths, At>>;
}

type Fields = Readonly<Record<string, unknown>>;
/** openapi-fetch's `request`, which cannot be called by its type while the spec is a type parameter. */
type AnyRequest = (method: string, path: string, init: object) => Promise<WithResponse<never>>;

/** openapi-fetch over our transport: the same for every spec. `routes` are the operations of the spec. */
export function createCore<Paths extends {}>(routes: readonly Route[], client: ClientOptions): Core<Paths> {
  guard("baseUrl", client.baseUrl, "^https?://[^/?#@]+(/[^?#]*)?$", "must be an absolute URL without credentials");
  if (typeof client.token !== "function") guardToken(client.token);
  const raw = createClient<Paths>({
    ...(client as object),
    baseUrl: client.baseUrl.replace(/\/+$/, ""),
    fetch: createTransport(routes, client),
    headers: {
      // Browsers, which call themselves Mozilla, do not let scripts name the agent.
      ...(!/^Mozilla/.test(globalThis.navigator?.userAgent) && { "user-agent": `agent-webhooks-client/${version}` }),
      ...client.headers,
    },
    pathSerializer: fillPath,
    // Following a redirect would hand the token to whoever it leads to.
    redirect: "manual",
  });
  // Middleware gets a `Request`, and a `Response` whose body is still to be read; without any, nobody needs them.
  let drafts: object | undefined = { Request: Draft, parseAs: "stream" };
  const { use } = raw;
  raw.use = (...middleware) => {
    drafts = undefined;
    use(...middleware);
  };

  const send: Core<Paths>["send"] = async (route, params, options, fields) => {
    const { method, path, key, limits }: Route = route;
    const body = fields as Fields | undefined;
    guardBody(limits, body);
    const call: Call = { ...route };
    const by = drafts;
    const both = await (raw.request as AnyRequest)(method, path, {
      ...(options as object),
      params,
      body: key && client.idempotencyKeys !== false ? { ...body, [key]: body?.[key] ?? crypto.randomUUID() } : body,
      call,
      ...by,
    });
    return by ? { ...both, data: call.data as never } : both;
  };
  return { raw, send, call: (...call) => apiPromise(send(...call)) };
}
