import { rules } from "../../src/reference/rules.ts";
import { answering, classOf, deciding, type ProviderMutant, withFields, withHeaders, withStatus } from "./mutant.ts";

const status = classOf("status");
const shape = classOf("body shape");
const header = classOf("headers");
const error = classOf("error shape");

type Body = Record<string, unknown>;
const rendering = (change: (body: Body) => Body) => deciding({ render: (stored) => change(rules.render(stored)) });
const without = (field: string) => rendering(({ [field]: _, ...body }) => body);

export const statusMutants: readonly ProviderMutant[] = [
  status("create_201", "status_code_conformance", answering("createWebhook", 200, withStatus(201))),
  status("create_202", "status_code_conformance", answering("createWebhook", 200, withStatus(202))),
  status("delete_204", "status_code_conformance", answering("deleteWebhook", 200, withStatus(204))),
  status("update_204", "status_code_conformance", answering("updateWebhook", 200, withStatus(204))),
  status("list_206", "status_code_conformance", answering("listWebhooks", 200, withStatus(206))),
  status("invalid_422", "negative_data_rejection", answering(undefined, 400, withStatus(422))),
  status("invalid_list_404", "negative_data_rejection", answering("listWebhooks", 400, withStatus(404))),
  status("invalid_update_409", "update_refused", answering("updateWebhook", 400, withStatus(409))),
  status("not_found_410", "use_after_free", answering(undefined, 404, withStatus(410))),
  status("not_found_400", "unknown_id", answering("getWebhook", 404, withStatus(400))),
  status("not_found_200", "delete_is_final", answering("deleteWebhook", 404, withStatus(200))),
  status("not_found_204", "use_after_free", answering("deleteWebhook", 404, withStatus(204))),
  status("unauthorized_403", "ignored_auth", answering(undefined, 401, withStatus(403))),
  status("unauthorized_400", "missing_required_header", answering(undefined, 401, withStatus(400))),
  status("forbidden_401", "missing_scope", answering(undefined, 403, withStatus(401))),
  status("forbidden_404", "missing_scope", answering(undefined, 403, withStatus(404))),
  status("too_large_400", "body_size", answering(undefined, 413, withStatus(400))),
  status("media_type_400", "media_types", answering(undefined, 415, withStatus(400))),
  status(
    "unknown_path_200",
    "unknown_path",
    answering(undefined, 404, (response, { path }) => {
      return path.includes("unknown") || path.includes("webhooksx") ? { ...response, status: 200 } : response;
    }),
  ),
];

export const shapeMutants: readonly ProviderMutant[] = [
  ...["webhook_id", "url", "secret", "enabled", "created_at", "updated_at"].map((field) =>
    shape(`without_${field}`, "response_schema_conformance", without(field)),
  ),
  shape("without_event_types", "echo", without("event_types")),
  shape("without_client_id", "echo", without("client_id")),
  shape("without_inbox_ids", "echo", without("inbox_ids")),
  shape(
    "null_for_absent",
    "response_schema_conformance",
    rendering((body) => ({ client_id: null, ...body })),
  ),
  shape(
    "null_for_lists",
    "response_schema_conformance",
    rendering((body) => ({ pod_ids: null, inbox_ids: null, ...body })),
  ),
  shape(
    "times_as_numbers",
    "response_schema_conformance",
    rendering((body) => ({ ...body, created_at: Date.parse(String(body.created_at)) })),
  ),
  shape(
    "times_without_zone",
    "response_schema_conformance",
    rendering((body) => ({ ...body, created_at: String(body.created_at).replace("Z", "") })),
  ),
  shape(
    "times_in_words",
    "response_schema_conformance",
    rendering((body) => ({ ...body, updated_at: new Date(String(body.updated_at)).toUTCString() })),
  ),
  shape(
    "enabled_as_text",
    "response_schema_conformance",
    rendering((body) => ({ ...body, enabled: "true" })),
  ),
  shape("id_without_prefix", "response_schema_conformance", deciding({ newId: () => crypto.randomUUID() })),
  shape(
    "secret_without_prefix",
    "response_schema_conformance",
    deciding({ newSecret: () => rules.newSecret().slice(6) }),
  ),
  shape("secret_as_hex", "new_webhook", deciding({ newSecret: () => "whsec_abcd" })),
  shape(
    "camel_case",
    "response_schema_conformance",
    rendering(({ created_at, ...body }) => ({ ...body, createdAt: created_at })),
  ),
  shape(
    "wrapped",
    "response_schema_conformance",
    rendering((body) => ({ data: body })),
  ),
  shape(
    "event_types_as_text",
    "response_schema_conformance",
    rendering((body) => ({ ...body, event_types: String(body.event_types) })),
  ),
  shape(
    "update_answers_nothing",
    "content_type_conformance",
    answering("updateWebhook", 200, () => ({ status: 200, headers: {}, body: "" })),
  ),
  shape(
    "delete_answers_webhook",
    "response_schema_conformance",
    answering("deleteWebhook", 200, withFields({ deleted: true })),
  ),
  shape(
    "list_without_count",
    "response_schema_conformance",
    answering("listWebhooks", 200, withFields({ count: undefined })),
  ),
  shape(
    "list_null_token",
    "response_schema_conformance",
    answering("listWebhooks", 200, (response) => {
      return { ...response, body: { next_page_token: null, ...(response.body as object) } };
    }),
  ),
  shape(
    "list_empty_token",
    "response_schema_conformance",
    answering("listWebhooks", 200, (response) => {
      return { ...response, body: { next_page_token: "", ...(response.body as object) } };
    }),
  ),
  shape(
    "list_as_array",
    "response_schema_conformance",
    answering("listWebhooks", 200, (response) => {
      return { ...response, body: (response.body as { webhooks: unknown }).webhooks };
    }),
  ),
  shape(
    "list_limit_as_text",
    "response_schema_conformance",
    answering("listWebhooks", 200, withFields({ limit: "20" })),
  ),
  shape(
    "list_hides_secret",
    "response_schema_conformance",
    answering("listWebhooks", 200, (response) => {
      const { webhooks, ...page } = response.body as { webhooks: object[] };
      return {
        ...response,
        body: { ...page, webhooks: webhooks.map((webhook) => ({ ...webhook, secret: undefined })) },
      };
    }),
  ),
  shape(
    "list_masks_secret",
    "read_your_writes",
    answering("listWebhooks", 200, (response) => {
      const { webhooks, ...page } = response.body as { webhooks: object[] };
      return {
        ...response,
        body: { ...page, webhooks: webhooks.map((webhook) => ({ ...webhook, secret: "whsec_AAAA" })) },
      };
    }),
  ),
  shape("get_masks_secret", "read_your_writes", answering("getWebhook", 200, withFields({ secret: "whsec_AAAA" }))),
  shape(
    "not_json",
    "response_schema_conformance",
    answering("getWebhook", 200, (response) => ({ ...response, body: "{" })),
  ),
];

export const headerMutants: readonly ProviderMutant[] = [
  header(
    "text_plain",
    "content_type_conformance",
    answering(undefined, 200, withHeaders({ "content-type": "text/plain" })),
  ),
  header(
    "html_errors",
    "content_type_conformance",
    answering(undefined, 404, withHeaders({ "content-type": "text/html" })),
  ),
  header(
    "problem_json",
    "content_type_conformance",
    answering(undefined, 400, withHeaders({ "content-type": "application/problem+json" })),
  ),
  header(
    "no_content_type",
    "content_type_conformance",
    answering("getWebhook", 200, withHeaders({ "content-type": undefined })),
  ),
  header(
    "no_content_type_401",
    "content_type_conformance",
    answering(undefined, 401, withHeaders({ "content-type": undefined })),
  ),
  header(
    "no_www_authenticate",
    "response_headers_conformance",
    answering(undefined, 401, withHeaders({ "www-authenticate": undefined })),
  ),
  header(
    "empty_www_authenticate",
    "response_headers_conformance",
    answering(undefined, 401, withHeaders({ "www-authenticate": "" })),
  ),
  header("no_retry_after", "response_headers_conformance", () => {
    let count = 0;
    return {
      answer: (response) => {
        const isLimited = ++count % 50 === 0;
        const body = { name: "RateLimitError", message: "Too many." };
        return isLimited ? { status: 429, headers: { "content-type": "application/json" }, body } : response;
      },
    };
  }),
  header("no_allow", "allow_header_conformance", answering(undefined, 405, withHeaders({ allow: undefined }))),
  header("allow_of_another_path", "allow_header_conformance", answering(undefined, 405, withHeaders({ allow: "GET" }))),
  header(
    "allow_too_much",
    "allow_header_conformance",
    answering(undefined, 405, (response) => {
      return withHeaders({ allow: `${response.headers.allow}, PUT` })(response);
    }),
  ),
];

export const errorMutants: readonly ProviderMutant[] = [
  error("without_name", "response_schema_conformance", answering(undefined, 404, withFields({ name: undefined }))),
  error(
    "without_message",
    "response_schema_conformance",
    answering(undefined, 401, withFields({ message: undefined })),
  ),
  error(
    "wrapped",
    "response_schema_conformance",
    deciding({ error: (status, name, message) => ({ error: { status, name, message } }) }),
  ),
  error(
    "text",
    "response_schema_conformance",
    deciding({ error: (_status, _name, message) => JSON.stringify(message) }),
  ),
  error(
    "message_as_list",
    "response_schema_conformance",
    deciding({ error: (_status, name, message) => ({ name, message: [message] }) }),
  ),
  error(
    "forbidden_without_name",
    "response_schema_conformance",
    answering(undefined, 403, withFields({ name: undefined })),
  ),
  error(
    "invalid_without_errors",
    "response_schema_conformance",
    deciding({ validationError: () => ({ name: "ValidationError", message: "no" }) }),
  ),
  error("invalid_without_name", "response_schema_conformance", deciding({ validationError: (errors) => ({ errors }) })),
  error(
    "invalid_empty_errors",
    "response_schema_conformance",
    deciding({ validationError: () => ({ name: "ValidationError", errors: {} }) }),
  ),
  error(
    "invalid_empty_array",
    "response_schema_conformance",
    deciding({ validationError: () => ({ name: "ValidationError", errors: [] }) }),
  ),
  error(
    "invalid_errors_null",
    "response_schema_conformance",
    deciding({ validationError: () => ({ name: "ValidationError", errors: null }) }),
  ),
  error(
    "invalid_messages_as_text",
    "response_schema_conformance",
    deciding({
      validationError: (problems) => ({
        name: "ValidationError",
        errors: Object.fromEntries(Object.entries(problems).map(([path, [message]]) => [path, message])),
      }),
    }),
  ),
  error(
    "invalid_array_of_text",
    "response_schema_conformance",
    deciding({ validationError: () => ({ name: "ValidationError", errors: ["no"] }) }),
  ),
  error(
    "invalid_array_without_path",
    "response_schema_conformance",
    deciding({ validationError: () => ({ name: "ValidationError", errors: [{ message: "no" }] }) }),
  ),
  error(
    "invalid_names_another_field",
    "errors_name_the_field",
    deciding({
      validationError: (problems) => ({
        name: "ValidationError",
        errors: { [Object.keys(problems)[0]?.startsWith("url") ? "client_id" : "url"]: ["is wrong"] },
      }),
    }),
  ),
  error(
    "method_without_body",
    "unsupported_method",
    answering(undefined, 405, (response) => ({ ...response, body: "" })),
  ),
  error(
    "path_as_html",
    "unknown_path",
    answering(undefined, 404, (response, { path }) => {
      return /unknown$|webhooksx/.test(path) && !path.endsWith("wh_unknown")
        ? { ...response, headers: { "content-type": "text/html" }, body: "<p>404</p>" }
        : response;
    }),
  ),
];
