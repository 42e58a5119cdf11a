import { WebhookSchema } from "@agent-webhooks/types/schemas";
import { createdFields } from "../../src/provider/data/webhook-model.ts";
import { rules } from "../../src/reference/rules.ts";
import {
  changingPage,
  changingResponse,
  mutantsOf,
  type ProviderMutant,
  withFields,
  withRules,
  withStatus,
} from "./mutant.ts";

type Body = Record<string, unknown>;
const rendering = (change: (body: Body) => Body) => withRules({ render: (stored) => change(rules.render(stored)) });
const without = (field: string) => rendering(({ [field]: _, ...body }) => body);
const withoutEach = (fields: readonly string[]) =>
  Object.fromEntries(fields.map((field) => [`without_${field}`, without(field)]));
const requiredFields = new Set<string>(WebhookSchema.required);
const withSecrets =
  (secret: string | undefined) =>
  ({ webhooks, ...page }: { readonly webhooks: readonly object[] }) => ({
    ...page,
    webhooks: webhooks.map((webhook) => ({ ...webhook, secret })),
  });

export const statusMutants: readonly ProviderMutant[] = mutantsOf("status", {
  status_code_conformance: {
    create_201: changingResponse("createWebhook", 200, withStatus(201)),
    create_202: changingResponse("createWebhook", 200, withStatus(202)),
    delete_204: changingResponse("deleteWebhook", 200, withStatus(204)),
    update_204: changingResponse("updateWebhook", 200, withStatus(204)),
    list_206: changingResponse("listWebhooks", 200, withStatus(206)),
  },
  negative_data_rejection: {
    invalid_422: changingResponse(undefined, 400, withStatus(422)),
    invalid_list_404: changingResponse("listWebhooks", 400, withStatus(404)),
  },
  update_rejected: {
    invalid_update_409: changingResponse("updateWebhook", 400, withStatus(409)),
  },
  use_after_free: {
    not_found_410: changingResponse(undefined, 404, withStatus(410)),
    not_found_204: changingResponse("deleteWebhook", 404, withStatus(204)),
  },
  unknown_id: {
    not_found_400: changingResponse("getWebhook", 404, withStatus(400)),
  },
  delete_is_final: {
    not_found_200: changingResponse("deleteWebhook", 404, withStatus(200)),
  },
  ignored_auth: {
    unauthorized_403: changingResponse(undefined, 401, withStatus(403)),
  },
  missing_required_header: {
    unauthorized_400: changingResponse(undefined, 401, withStatus(400)),
  },
  missing_scope: {
    forbidden_401: changingResponse(undefined, 403, withStatus(401)),
    forbidden_404: changingResponse(undefined, 403, withStatus(404)),
  },
  missing_read_scope: {
    read_forbidden_401: changingResponse("getWebhook", 403, withStatus(401)),
    list_forbidden_empty: changingResponse("listWebhooks", 403, (response) => ({
      ...response,
      status: 200,
      body: { count: 0, limit: 20, webhooks: [] },
    })),
    writer_may_not_delete: changingResponse("deleteWebhook", 200, (response, { headers }) =>
      headers.authorization === "Bearer a-writer" ? { ...response, status: 403 } : response,
    ),
  },
  body_size: {
    too_large_400: changingResponse(undefined, 413, withStatus(400)),
  },
  media_types: {
    media_type_400: changingResponse(undefined, 415, withStatus(400)),
  },
  unknown_path: {
    unknown_path_200: changingResponse(undefined, 404, (response, { path }) => {
      return path.includes("unknown") || path.includes("webhooksx") ? { ...response, status: 200 } : response;
    }),
  },
});

export const shapeMutants: readonly ProviderMutant[] = mutantsOf("body shape", {
  echo: {
    ...withoutEach(createdFields.filter((field) => !requiredFields.has(field))),
  },
  response_schema_conformance: {
    ...withoutEach([...requiredFields]),
    null_for_absent: rendering((body) => ({ client_id: null, ...body })),
    null_for_lists: rendering((body) => ({ pod_ids: null, inbox_ids: null, ...body })),
    times_as_numbers: rendering((body) => ({ ...body, created_at: Date.parse(String(body.created_at)) })),
    times_without_zone: rendering((body) => ({ ...body, created_at: String(body.created_at).replace("Z", "") })),
    times_in_words: rendering((body) => ({ ...body, updated_at: new Date(String(body.updated_at)).toUTCString() })),
    enabled_as_text: rendering((body) => ({ ...body, enabled: "true" })),
    id_without_prefix: withRules({ newId: () => crypto.randomUUID() }),
    secret_without_prefix: withRules({ newSecret: () => rules.newSecret().slice(6) }),
    camel_case: rendering(({ created_at, ...body }) => ({ ...body, createdAt: created_at })),
    wrapped: rendering((body) => ({ data: body })),
    event_types_as_text: rendering((body) => ({ ...body, event_types: String(body.event_types) })),
    delete_answers_webhook: changingResponse("deleteWebhook", 200, withFields({ deleted: true })),
    list_without_count: changingResponse("listWebhooks", 200, withFields({ count: undefined })),
    list_null_token: changingPage((page) => ({ next_page_token: null, ...page })),
    list_empty_token: changingPage((page) => ({ next_page_token: "", ...page })),
    list_as_array: changingPage(({ webhooks }) => webhooks),
    list_limit_as_text: changingResponse("listWebhooks", 200, withFields({ limit: "20" })),
    list_hides_secret: changingPage(withSecrets(undefined)),
    not_json: changingResponse("getWebhook", 200, (response) => ({ ...response, body: "{" })),
  },
  new_webhook: {
    secret_as_hex: withRules({ newSecret: () => "whsec_abcd" }),
  },
  content_type_conformance: {
    update_answers_nothing: changingResponse("updateWebhook", 200, () => ({ status: 200, headers: {}, body: "" })),
  },
  read_your_writes: {
    list_masks_secret: changingPage(withSecrets("whsec_AAAA")),
    get_masks_secret: changingResponse("getWebhook", 200, withFields({ secret: "whsec_AAAA" })),
  },
});
