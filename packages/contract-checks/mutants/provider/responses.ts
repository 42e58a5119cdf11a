import { rules } from "../../src/reference/rules.ts";
import { answering, classOf, deciding, type ProviderMutant, withFields, withStatus } from "./mutant.ts";

const status = classOf("status");
const shape = classOf("body shape");

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
