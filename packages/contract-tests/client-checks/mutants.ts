/** Faulty clients that test the client checks. */
import {
  type Alter,
  alterBodies,
  alterErrors,
  alterHeader,
  alterRequests,
  alterResults,
  alterUrls,
  replace,
} from "./alter-client.ts";
import { token } from "./observe-call.ts";

const alterMethod = (from: string, to: string) => alterRequests((request) => replace(request, { method: to }), from);

const toCamelCase = (value: object) =>
  Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      field,
    ]),
  );

/** By the id of the check that must find the fault. */
const faults: Readonly<Record<string, Readonly<Record<string, Alter>>>> = {
  request_conformance: {
    "another version": alterUrls((url) => url.replace("/v0/", "/v1/")),
    "singular path": alterUrls((url) => url.replace("/webhooks", "/webhook")),
    "an additional path segment": alterUrls((url) => `${url}/update`, "PATCH"),
    "PUT for PATCH": alterMethod("PATCH", "PUT"),
    "POST for PATCH": alterMethod("PATCH", "POST"),
    "POST for DELETE": alterMethod("DELETE", "POST"),
    "DELETE of the collection": alterUrls((url) => url.replace(/\/[^/]+$/, ""), "DELETE"),
    "sent twice": (connect) => (options) =>
      connect({
        ...options,
        fetch: async (resource, init) => {
          const request = new Request(resource, init);
          await options.fetch(request.clone());
          return options.fetch(request);
        },
      }),
  },
  path_encoded: {
    "id not encoded": alterUrls((url) => url.replaceAll("%2F", "/")),
    "id cut at the question mark": alterUrls((url) => url.replace(/%3F.*/, "")),
    "id encoded twice": alterUrls((url) => url.replace(/(webhooks\/[^?]*)/, (path) => path.replaceAll("%", "%25"))),
    "id in lower case": alterUrls((url) => url.replace(/_A/, "_a")),
  },
  token_sent: {
    "no token": alterHeader("authorization", undefined),
    "basic authentication": alterHeader("authorization", "Basic YTpi"),
    "no scheme": alterHeader("authorization", token),
    "another header": alterRequests((request) =>
      replace(request, { headers: { authorization: undefined, "x-api-key": token } }),
    ),
    "truncated token": alterHeader("authorization", `Bearer ${token.slice(0, -1)}`),
    "no token in GET": alterHeader("authorization", undefined, "GET"),
  },
  query_sent: {
    "no limit": alterUrls((url) => url.replace(/[?&]limit=\d+/, "")),
    "limit renamed": alterUrls((url) => url.replace("limit=", "page_size=")),
    "page_token in camel case": alterUrls((url) => url.replace("page_token=", "pageToken=")),
    "ascending as a number": alterUrls((url) => url.replace("ascending=true", "ascending=1")),
    "ascending always": alterUrls((url) => (url.includes("?") ? url : `${url}?ascending=true`), "GET"),
    "plus not encoded": alterUrls((url) => url.replaceAll("%2B", "+")),
    "ampersand not encoded": alterUrls((url) => url.replaceAll("%26", "&")),
    "encoded twice": alterUrls((url) => url.replace(/\?.*/, (query) => query.replaceAll("%", "%25"))),
    "only the first parameter": alterUrls((url) => url.replace(/&.*/, "")),
  },
  body_sent: {
    "no JSON content type": alterHeader("content-type", "text/plain;charset=UTF-8"),
    "as a form": alterRequests((request) => {
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      return replace(request, { headers, body: "url=https%3A%2F%2Fexample.com" });
    }, "POST"),
    wrapped: alterBodies((json) => ({ webhook: json })),
    "in camel case": alterBodies(toCamelCase),
    "client_id dropped": alterBodies(({ client_id: _, ...json }) => json),
    "null for absent": alterBodies((json) => ({ client_id: null, ...json })),
    "only one event type": alterBodies(({ event_types, ...json }) => ({
      ...json,
      ...(Array.isArray(event_types) && { event_types: event_types.slice(0, 1) }),
    })),
    "removes dropped": alterBodies(({ remove_inbox_ids: _, remove_pod_ids: __, ...json }) => json),
    "empty object": alterBodies(() => ({})),
  },
  results_arrive: {
    "no result": alterResults(() => undefined),
    "wrapped result": alterResults((data) => ({ data })),
    "result in camel case": alterResults((result) =>
      typeof result === "object" && result !== null ? toCamelCase(result) : result,
    ),
    "list without its page": alterResults((result, operation) =>
      operation === "listWebhooks" ? (result as { webhooks: unknown }).webhooks : result,
    ),
    "no secret": alterResults((result) =>
      typeof result === "object" && result !== null && "secret" in result ? { ...result, secret: undefined } : result,
    ),
    "true for a deleted webhook": alterResults((result, operation) => operation === "deleteWebhook" || result),
  },
  errors_reject: {
    "errors swallowed": alterErrors(() => undefined),
    "errors as results": alterErrors(({ body }) => body),
    "null for 404": alterErrors((error) => {
      if (error.status === 404) return null;
      throw error;
    }),
    "server errors swallowed": alterErrors((error) => {
      if (error.status >= 500) return undefined;
      throw error;
    }),
    "errors without a status": alterErrors(({ message }) => {
      throw new Error(message);
    }),
    "errors without a body": alterErrors(({ message, status }) => {
      throw Object.assign(new Error(message), { status });
    }),
    "every error is a 500": alterErrors(({ message, body }) => {
      throw Object.assign(new Error(message), { status: 500, body });
    }),
  },
  // The client adds a `client_id` to a create to make it repeatable.
  unsafe_not_repeated: {
    "no idempotency key": alterBodies(({ client_id: _, ...json }) => json),
    "another key for each request": alterBodies((json) => ({ ...json, client_id: crypto.randomUUID() })),
    "idempotency key in a header": alterRequests(async (request) => {
      const { client_id, ...json } = JSON.parse((await request.clone().text()) || "{}");
      if (client_id === undefined) return request;
      return replace(request, { body: JSON.stringify(json), headers: { "idempotency-key": client_id } });
    }),
  },
};

export const clientMutants: readonly { readonly check: string; readonly name: string; readonly alter: Alter }[] =
  Object.entries(faults).flatMap(([check, alters]) =>
    Object.entries(alters).map(([name, alter]) => ({ check, name, alter })),
  );
