import type { Caller, ConsumerTarget } from "../src/client-target.ts";

/** Makes a client, as a target of the consumer checks does. */
export type Connect = ConsumerTarget["connect"];

/** A fault put into a client, and the check that has to find it. */
export interface ClientMutant {
  readonly id: string;
  /** What kind of fault it is. */
  readonly class: string;
  /** Id of the check that has to fail. */
  readonly kills: string;
  /** Puts the fault into a client that is right. */
  readonly apply: (connect: Connect) => Connect;
}

export function classOf(name: string): (id: string, kills: string, apply: ClientMutant["apply"]) => ClientMutant {
  return (id, kills, apply) => ({ id, class: name, kills, apply });
}

/** Sends another request. */
export function sending(change: (request: Request) => Request | Promise<Request>): ClientMutant["apply"] {
  return (connect) => (options) =>
    connect({
      ...options,
      fetch: async (resource, init) => options.fetch(await change(new Request(resource, init))),
    });
}

/** Sends requests of one method otherwise. */
export function sendingOf(
  method: string,
  change: (request: Request) => Request | Promise<Request>,
): ClientMutant["apply"] {
  return sending((request) => (request.method === method ? change(request) : request));
}

/** Ends a call otherwise. */
export function ending(
  change: (outcome: Promise<unknown>, operation: string) => Promise<unknown>,
): ClientMutant["apply"] {
  return (connect) => (options) => {
    const call: Caller = connect(options);
    return (operation, input) => change(Promise.resolve(call(operation, input)), operation);
  };
}

/** The same request with another URL, method, headers or body. */
export async function altered(
  request: Request,
  {
    url,
    method,
    headers,
    body,
  }: { url?: string; method?: string; headers?: Record<string, string | undefined>; body?: string },
): Promise<Request> {
  const text = body ?? (await request.clone().text());
  const changed = new Headers(request.headers);
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value === undefined) changed.delete(name);
    else changed.set(name, value);
  }
  const verb = method ?? request.method;
  return new Request(url ?? request.url, {
    method: verb,
    headers: changed,
    ...(text !== "" && verb !== "GET" && verb !== "HEAD" && { body: text }),
  });
}

/** Sends another body. */
export function withBody(change: (json: Record<string, unknown>) => unknown): ClientMutant["apply"] {
  return sending(async (request) => {
    const text = await request.clone().text();
    return text === "" ? request : altered(request, { body: JSON.stringify(change(JSON.parse(text))) });
  });
}
