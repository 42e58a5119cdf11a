import { altered, type ClientMutant, classOf, ending, sending, sendingOf } from "./mutant.ts";

const path = classOf("path and verb");
const auth = classOf("auth");
const query = classOf("query");
const body = classOf("body");
const result = classOf("result");
const error = classOf("error");
const retry = classOf("retry");

const withUrl = (change: (url: string) => string) =>
  sending((request) => altered(request, { url: change(request.url) }));
const withVerb = (from: string, to: string) => sendingOf(from, (request) => altered(request, { method: to }));
const withHeader = (name: string, value: string | undefined) =>
  sending((request) => altered(request, { headers: { [name]: value } }));
const withBody = (change: (json: Record<string, unknown>) => unknown) =>
  sending(async (request) => {
    const text = await request.clone().text();
    return text === "" ? request : altered(request, { body: JSON.stringify(change(JSON.parse(text))) });
  });
const camelCase = (text: string) => text.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const renamed = (json: object, rename: (name: string) => string) =>
  Object.fromEntries(Object.entries(json).map(([name, value]) => [rename(name), value]));

/** Sends a request again when it fails. */
const repeating =
  (isRepeated: (request: Request) => boolean, times = 1): ClientMutant["apply"] =>
  (connect) =>
  (options) =>
    connect({
      ...options,
      fetch: async (resource, init) => {
        const request = new Request(resource, init);
        for (let left = isRepeated(request) ? times : 0; left > 0; left--) {
          const response = await options.fetch(request.clone());
          if (response.status < 500) return response;
        }
        return options.fetch(request);
      },
    });

export const clientMutants: readonly ClientMutant[] = [
  path(
    "another_version",
    "request_conformance",
    withUrl((url) => url.replace("/v0/", "/v1/")),
  ),
  path(
    "singular",
    "request_conformance",
    withUrl((url) => url.replace("/webhooks", "/webhook")),
  ),
  path(
    "one_segment_more",
    "request_conformance",
    sendingOf("PATCH", (request) => altered(request, { url: `${request.url}/update` })),
  ),
  path("put_for_patch", "request_conformance", withVerb("PATCH", "PUT")),
  path("post_for_patch", "request_conformance", withVerb("PATCH", "POST")),
  path("post_for_delete", "request_conformance", withVerb("DELETE", "POST")),
  path(
    "delete_of_collection",
    "request_conformance",
    sendingOf("DELETE", (request) => altered(request, { url: request.url.replace(/\/[^/]+$/, "") })),
  ),
  path(
    "id_not_encoded",
    "path_encoded",
    withUrl((url) => url.replaceAll("%2F", "/")),
  ),
  path(
    "id_cut_at_question_mark",
    "path_encoded",
    withUrl((url) => url.replace(/%3F.*/, "")),
  ),
  path(
    "id_encoded_twice",
    "path_encoded",
    withUrl((url) => url.replace(/(webhooks\/[^?]*)/, (part) => part.replaceAll("%", "%25"))),
  ),
  path(
    "id_in_lower_case",
    "path_encoded",
    withUrl((url) => url.replace(/_A/, "_a")),
  ),
  auth("no_token", "token_sent", withHeader("authorization", undefined)),
  auth("basic", "token_sent", withHeader("authorization", "Basic YTpi")),
  auth("no_scheme", "token_sent", withHeader("authorization", "a-token_of.the~mock")),
  auth(
    "another_header",
    "token_sent",
    sending((request) =>
      altered(request, { headers: { authorization: undefined, "x-api-key": "a-token_of.the~mock" } }),
    ),
  ),
  auth(
    "token_cut",
    "token_sent",
    sending((request) =>
      altered(request, { headers: { authorization: request.headers.get("authorization")?.slice(0, -1) } }),
    ),
  ),
  auth(
    "only_when_writing",
    "token_sent",
    sendingOf("GET", (request) => altered(request, { headers: { authorization: undefined } })),
  ),
  query(
    "limit_dropped",
    "query_sent",
    withUrl((url) => url.replace(/[?&]limit=\d+/, "")),
  ),
  query(
    "limit_renamed",
    "query_sent",
    withUrl((url) => url.replace("limit=", "page_size=")),
  ),
  query(
    "page_token_in_camel_case",
    "query_sent",
    withUrl((url) => url.replace("page_token=", "pageToken=")),
  ),
  query(
    "ascending_as_number",
    "query_sent",
    withUrl((url) => url.replace("ascending=true", "ascending=1")),
  ),
  query(
    "ascending_always",
    "query_sent",
    sendingOf("GET", (request) =>
      altered(request, { url: request.url.includes("?") ? request.url : `${request.url}?ascending=true` }),
    ),
  ),
  query(
    "plus_not_encoded",
    "query_sent",
    withUrl((url) => url.replaceAll("%2B", "+")),
  ),
  query(
    "ampersand_not_encoded",
    "query_sent",
    withUrl((url) => url.replaceAll("%26", "&")),
  ),
  query(
    "encoded_twice",
    "query_sent",
    withUrl((url) => url.replace(/\?.*/, (part) => part.replaceAll("%", "%25"))),
  ),
  query(
    "only_the_first",
    "query_sent",
    withUrl((url) => url.replace(/&.*/, "")),
  ),
  body("no_content_type", "body_sent", withHeader("content-type", "text/plain;charset=UTF-8")),
  body(
    "as_form",
    "body_sent",
    sendingOf("POST", (request) =>
      altered(request, {
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: "url=https%3A%2F%2Fexample.com",
      }),
    ),
  ),
  body(
    "wrapped",
    "body_sent",
    withBody((json) => ({ webhook: json })),
  ),
  body(
    "in_camel_case",
    "body_sent",
    withBody((json) => renamed(json, camelCase)),
  ),
  body(
    "client_id_dropped",
    "body_sent",
    withBody(({ client_id: _, ...json }) => json),
  ),
  body(
    "null_for_absent",
    "body_sent",
    withBody((json) => ({ client_id: null, ...json })),
  ),
  body(
    "one_event_type",
    "body_sent",
    withBody((json) => ({
      ...json,
      ...(Array.isArray(json.event_types) && { event_types: json.event_types.slice(0, 1) }),
    })),
  ),
  body(
    "removes_dropped",
    "body_sent",
    withBody(({ remove_inbox_ids: _, remove_pod_ids: __, ...json }) => json),
  ),
  body(
    "empty",
    "body_sent",
    withBody(() => ({})),
  ),
  result(
    "nothing",
    "results_arrive",
    ending(async (outcome) => void (await outcome)),
  ),
  result(
    "wrapped",
    "results_arrive",
    ending(async (outcome) => ({ data: await outcome })),
  ),
  result(
    "in_camel_case",
    "results_arrive",
    ending(async (outcome) => {
      const value = await outcome;
      return typeof value === "object" && value !== null ? renamed(value, camelCase) : value;
    }),
  ),
  result(
    "list_alone",
    "results_arrive",
    ending(async (outcome, operation) => {
      const value = await outcome;
      return operation === "listWebhooks" ? (value as { webhooks: unknown }).webhooks : value;
    }),
  ),
  result(
    "secret_dropped",
    "results_arrive",
    ending(async (outcome) => {
      const value = await outcome;
      return typeof value === "object" && value !== null && "secret" in value ? { ...value, secret: undefined } : value;
    }),
  ),
  result(
    "delete_true",
    "results_arrive",
    ending(async (outcome, operation) => ((await outcome) === undefined && operation === "deleteWebhook") || outcome),
  ),
  error(
    "swallowed",
    "errors_reject",
    ending((outcome) => outcome.catch(() => undefined)),
  ),
  error(
    "as_result",
    "errors_reject",
    ending((outcome) => outcome.catch((error) => error.body)),
  ),
  error(
    "not_found_is_null",
    "errors_reject",
    ending((outcome) =>
      outcome.catch((error) => {
        if (error.status === 404) return null;
        throw error;
      }),
    ),
  ),
  error(
    "server_error_swallowed",
    "errors_reject",
    ending((outcome) =>
      outcome.catch((error) => {
        if (error.status >= 500) return undefined;
        throw error;
      }),
    ),
  ),
  error(
    "without_status",
    "errors_reject",
    ending((outcome) =>
      outcome.catch((error) => {
        throw new Error(error.message);
      }),
    ),
  ),
  error(
    "without_body",
    "errors_reject",
    ending((outcome) =>
      outcome.catch(({ message, status }) => {
        throw Object.assign(new Error(message), { status });
      }),
    ),
  ),
  error(
    "all_are_500",
    "errors_reject",
    ending((outcome) =>
      outcome.catch((error) => {
        throw Object.assign(new Error(error.message), { status: 500, body: error.body });
      }),
    ),
  ),
  retry(
    "every_post",
    "unsafe_not_repeated",
    repeating(({ method }) => method === "POST"),
  ),
  retry(
    "every_request_three_times",
    "unsafe_not_repeated",
    repeating(() => true, 3),
  ),
  retry(
    "sent_twice",
    "request_conformance",
    (connect) => (options) =>
      connect({
        ...options,
        fetch: async (resource, init) => {
          const request = new Request(resource, init);
          await options.fetch(request.clone());
          return options.fetch(request);
        },
      }),
  ),
];
