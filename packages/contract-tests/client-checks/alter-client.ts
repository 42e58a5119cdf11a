import type { CallOperation, ClientTarget } from "./observe-call.ts";

/** Turns a correct client into a faulty one. */
export type Alter = (connect: ClientTarget["connect"]) => ClientTarget["connect"];

type ChangeRequest = (request: Request) => Request | Promise<Request>;

/** What to replace in a request. A header that is `undefined` is removed. */
interface Replacements {
  readonly url?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
}

/** Replaces every request, or every request of one method. */
export function alterRequests(change: ChangeRequest, method?: string): Alter {
  return (connect) => (options) =>
    connect({
      ...options,
      fetch: async (resource, init) => {
        const request = new Request(resource, init);
        return options.fetch(method === undefined || request.method === method ? await change(request) : request);
      },
    });
}

export function alterUrls(change: (url: string) => string, method?: string): Alter {
  return alterRequests((request) => replace(request, { url: change(request.url) }), method);
}

export function alterHeader(name: string, value: string | undefined, method?: string): Alter {
  return alterRequests((request) => replace(request, { headers: { [name]: value } }), method);
}

export function alterBodies(change: (json: Record<string, unknown>) => unknown): Alter {
  return alterRequests(async (request) => {
    const text = await request.clone().text();
    return text === "" ? request : replace(request, { body: JSON.stringify(change(JSON.parse(text))) });
  });
}

/** Replaces the outcome of every call. */
function alterOutcomes(change: (outcome: Promise<unknown>, operation: string) => Promise<unknown>): Alter {
  return (connect) => (options) => {
    const call: CallOperation = connect(options);
    return (id, ...rest) => change(Promise.resolve(call(id, ...rest)), id);
  };
}

/** Replaces results only; errors are passed on. */
export function alterResults(change: (result: unknown, operation: string) => unknown): Alter {
  return alterOutcomes(async (outcome, operation) => change(await outcome, operation));
}

/** Replaces errors only. The result of `change` is returned; to reject, throw. */
export function alterErrors(change: (error: ErrorWithResponse) => unknown): Alter {
  return alterOutcomes((outcome) => outcome.catch(change));
}

export interface ErrorWithResponse extends Error {
  readonly status: number;
  readonly body: unknown;
}

export async function replace(request: Request, replacements: Replacements): Promise<Request> {
  const { url = request.url, method = request.method } = replacements;
  const body = replacements.body ?? (await request.clone().text());
  const headers = new Headers(request.headers);
  for (const [name, value] of Object.entries(replacements.headers ?? {})) {
    if (value === undefined) headers.delete(name);
    else headers.set(name, value);
  }
  const hasBody = body !== "" && method !== "GET" && method !== "HEAD";
  return new Request(url, { method, headers, ...(hasBody && { body }) });
}
