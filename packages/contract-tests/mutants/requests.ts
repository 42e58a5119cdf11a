import { altered, type ClientMutant, classOf, sending, sendingOf, withBody } from "./mutant.ts";

const path = classOf("path and verb");
const auth = classOf("auth");
const query = classOf("query");
const body = classOf("body");

const withUrl = (change: (url: string) => string) =>
  sending((request) => altered(request, { url: change(request.url) }));
const withVerb = (from: string, to: string) => sendingOf(from, (request) => altered(request, { method: to }));
const withHeader = (name: string, value: string | undefined) =>
  sending((request) => altered(request, { headers: { [name]: value } }));
const camelCase = (text: string) => text.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const renamed = (json: object, rename: (name: string) => string) =>
  Object.fromEntries(Object.entries(json).map(([name, value]) => [rename(name), value]));

export const requestMutants: readonly ClientMutant[] = [
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
];
