import { operations } from "@agent-webhooks/types";
import type { HttpRequest } from "../../src/provider/http.ts";
import { type ReferenceResponse, type ValidationStep, validationSteps } from "../../src/reference/provider.ts";
import { decode, rules } from "../../src/reference/rules.ts";
import { changingResponse, mutantsOf, type ProviderMutant, withRules, withStatus } from "./mutant.ts";

const json = { "content-type": "application/json" };
const serverError: ReferenceResponse = {
  status: 500,
  headers: json,
  body: { name: "InternalServerError", message: "It broke." },
};

const unauthorized: ReferenceResponse = {
  status: 401,
  headers: { ...json, "www-authenticate": "Bearer" },
  body: { name: "UnauthorizedError", message: "Send a valid token." },
};

/** Reads the token of the reference provider's first organization from a header. */
const readingToken = (tokenOf: (header: string | undefined) => string | undefined) => withRules({ tokenOf });

const inOrder =
  (...steps: ValidationStep[]) =>
  () => ({ steps });
const swapping = (first: ValidationStep, second: ValidationStep) =>
  inOrder(...validationSteps.map((step) => (step === first ? second : step === second ? first : step)));

/** Accepts requests of a token that may only read. */
const readOnly = (isMeant: (request: HttpRequest) => boolean) =>
  changingResponse(undefined, 403, (response, request) => (isMeant(request) ? { ...response, status: 200 } : response));

export const authMutants: readonly ProviderMutant[] = mutantsOf("auth", {
  ignored_auth: {
    any_request: readingToken(() => "a-token"),
    any_token: readingToken((header) => (header === undefined ? undefined : "a-token")),
    prefix_of_token: readingToken((header) =>
      /^bearer a-toke/i.test(header ?? "") ? "a-token" : rules.tokenOf(header),
    ),
    token_in_any_case: readingToken((header) => rules.tokenOf(header)?.toLowerCase()),
    any_scheme: readingToken((header) => header?.split(" ").at(-1)),
    token_until_space: readingToken((header) => /^bearer +(\S+)/i.exec(header ?? "")?.[1]),
    token_until_comma: readingToken((header) => rules.tokenOf(header)?.split(",")[0]),
    last_word: readingToken((header) => (header?.startsWith("Bearer ") ? header.split(" ").at(-1) : undefined)),
    token_in_quotes: readingToken((header) => rules.tokenOf(header)?.replace(/^"(.*)"$/, "$1")),
    no_scheme_needed: readingToken((header) => rules.tokenOf(header) ?? header),
  },
  missing_required_header: {
    no_token_needed: readingToken((header) => (header === undefined ? "a-token" : rules.tokenOf(header))),
  },
  auth_scheme_case: {
    scheme_in_one_case: readingToken((header) => (header?.startsWith("Bearer ") ? rules.tokenOf(header) : undefined)),
    header_name_in_lower_case: () => ({
      reject: ({ headers }) => ("authorization" in headers ? undefined : unauthorized),
    }),
  },
  missing_scope: {
    read_only_changes_nothing: readOnly(({ body }) => String(body) === "{}"),
    read_only_removes_absent: readOnly(({ method, body }) => method === "PATCH" && /never-there/.test(String(body))),
    read_only_repeats_create: readOnly(({ method, body }) => method === "POST" && /client_id/.test(String(body))),
    scopes_ignored: inOrder(...validationSteps.filter((step) => step !== "scope")),
  },
  missing_read_scope: {
    write_means_read_webhooks: () => ({
      rules: {
        tokenOf: (header) => {
          const token = rules.tokenOf(header);
          return token === "a-writer" ? "a-token" : token;
        },
      },
    }),
    create_needs_no_read: changingResponse("createWebhook", 403, (response) => ({ ...response, status: 200 })),
    update_needs_no_read: changingResponse("updateWebhook", 403, (response) => ({ ...response, status: 200 })),
  },
  ensure_resource_availability: {
    everybody_may_read_only: changingResponse("createWebhook", 200, () => ({ ...serverError, status: 403 })),
  },
  error_order: {
    found_before_token: swapping("token", "id"),
    data_before_token: inOrder("json", "data", "token", "scope", "id", "mediaType", "size"),
    data_before_found: inOrder("token", "scope", "mediaType", "size", "json", "data", "id"),
    media_type_before_found: swapping("id", "mediaType"),
    data_before_media_type: inOrder("token", "scope", "id", "size", "json", "data", "mediaType"),
  },
  error_order_403: {
    found_before_scope: swapping("scope", "id"),
    data_before_scope: inOrder("token", "json", "data", "scope", "id", "mediaType", "size"),
  },
});

const isCollection = ({ path }: HttpRequest) => path === operations.listWebhooks.path;
/** Accepts a method that the contract does not have. */
const accepting = (method: string, where: "collection" | "item") =>
  changingResponse(undefined, 405, (response, request) =>
    request.method === method && isCollection(request) === (where === "collection")
      ? { status: 200, headers: json, body: { name: "Ok", message: "Done." } }
      : response,
  );

export const methodMutants: readonly ProviderMutant[] = mutantsOf("methods", {
  unsupported_method: {
    put_collection: accepting("PUT", "collection"),
    patch_collection: accepting("PATCH", "collection"),
    delete_collection: accepting("DELETE", "collection"),
    put_item: accepting("PUT", "item"),
    post_item: accepting("POST", "item"),
    method_404: changingResponse(undefined, 405, withStatus(404)),
    method_400: changingResponse(undefined, 405, withStatus(400)),
  },
  not_a_server_error: {
    method_501: changingResponse(undefined, 405, withStatus(501)),
  },
});

/** Fails for some requests. */
const failingFor = (isMeant: (request: HttpRequest) => boolean, fail: () => ReferenceResponse = () => serverError) =>
  changingResponse(undefined, undefined, (response, request) => (isMeant(request) ? fail() : response));
const textOf = ({ body }: HttpRequest) => Buffer.from(body ?? "").toString();
const failingForBody = (isMeant: (text: string) => boolean, fail?: () => ReferenceResponse) =>
  failingFor((request) => isMeant(textOf(request)), fail);
const failingForPath = (isMeant: (path: string) => boolean) => failingFor(({ path }) => isMeant(path));
const dropConnection = (): never => {
  throw new Error("other side closed");
};
const maxBytes = rules.maxBytes("createWebhook");

/** Rejects a query with a parameter that the contract does not have. */
const rejectingUnknown = (isMeant: (request: HttpRequest) => boolean) =>
  failingFor(
    (request) => request.path.includes("unknown_parameter") && isMeant(request),
    () => ({
      status: 400,
      headers: json,
      body: { name: "ValidationError", errors: { unknown_parameter: ["is unknown"] } },
    }),
  );

const readingId = (readId: (segment: string) => string) => withRules({ readId });

export const pathMutants: readonly ProviderMutant[] = mutantsOf("paths", {
  unknown_id: {
    id_decoded_twice: readingId((segment) => decode(decode(segment))),
    id_normalised: readingId((segment) => new URL(decode(segment), "http://reference/").pathname.slice(1)),
    id_trimmed: readingId((segment) => decode(segment).trim()),
    id_in_any_case: readingId((segment) => decode(segment).toLowerCase()),
    id_until_slash: readingId((segment) => decode(segment).split("/")[0] ?? ""),
    id_after_slash: readingId((segment) => decode(segment).split("/").at(-1) ?? ""),
    id_until_nul: readingId((segment) => decode(segment).split("\0")[0] ?? ""),
    id_until_query: readingId((segment) => decode(segment).split(/[?#;]/)[0] ?? ""),
    slash_in_id: failingForPath((path) => /%2f/i.test(path)),
    percent_in_id: failingForPath((path) => path.includes("%25")),
    dots_in_id: failingForPath((path) => /webhooks\/(\.|%2e)/i.test(path)),
  },
});

export const robustnessMutants: readonly ProviderMutant[] = mutantsOf("robustness", {
  malformed_json: {
    malformed_json: failingForBody((text) => text === "{"),
    empty_body: failingFor((request) => request.method === "POST" && textOf(request) === ""),
    json_then_rubbish: withRules({
      parse: (text) =>
        rules.parse(text === "{} {}" ? '{"url":"https://example.com/","event_types":["message.sent"]}' : text),
    }),
  },
  negative_data_rejection: {
    body_null: failingForBody((text) => text === "null"),
  },
  not_a_server_error: {
    body_array: failingForBody((text) => text.startsWith('["id')),
    null_character: failingForBody((text) => text.includes("\\u0000")),
    half_pair: failingForBody((text) => text.includes("\\ud800")),
    bad_utf8: failingFor(({ body }) => body instanceof Uint8Array && body.includes(0xff)),
    huge_limit: failingForPath((path) => path.includes("limit=100000000000000000000")),
    malformed_dropped: failingForBody((text) => text === "{} {}", dropConnection),
  },
  unknown_query_parameters: {
    unknown_parameter_rejected: rejectingUnknown(() => true),
    unknown_parameter_of_read_rejected: rejectingUnknown(({ method }) => method === "GET"),
    unknown_parameter_of_update_rejected: rejectingUnknown(({ method }) => method === "PATCH"),
  },
  odd_requests: {
    deep: failingForBody((text) => text.includes("[[[[[[")),
    bad_escape_in_path: failingForPath((path) => path.includes("/%zz")),
    null_in_path: failingForPath((path) => path.includes("/%00")),
    quote_in_path: failingForPath((path) => path.includes("%22'")),
    long_id: failingForPath((path) => path.length > 1500 && path.includes("wh_")),
    limit_twice: failingForPath((path) => path.includes("limit=1&limit=2")),
  },
  positive_data_acceptance: {
    emoji: failingForBody((text) => text.includes("😀")),
  },
  page_tokens: {
    bad_page_token: failingForPath((path) => path.includes("not-a-page-token")),
  },
  body_size: {
    large_body_dropped: failingForBody((text) => text.length > maxBytes, dropConnection),
    large_body_taken: withRules({ maxBytes: () => Number.POSITIVE_INFINITY }),
    large_body_one_more: withRules({ maxBytes: (operation) => rules.maxBytes(operation) + 1 }),
    large_body_one_less: withRules({ maxBytes: (operation) => rules.maxBytes(operation) - 1 }),
    chunked_rejected: failingFor(
      ({ chunked = false, body }) => chunked && Buffer.byteLength(body ?? "") <= maxBytes,
      () => ({ status: 400, headers: json, body: { name: "ValidationError", errors: { body: ["is empty"] } } }),
    ),
  },
  ensure_resource_availability: {
    patch_dropped: failingFor(({ method }) => method === "PATCH", dropConnection),
  },
  max_response_time: {
    malformed_hangs: () => ({
      onRequest: (request) => (textOf(request) === "{" ? new Promise<void>(() => {}) : undefined),
    }),
  },
  media_types: {
    any_media_type: withRules({ isJson: () => true }),
    any_json_media_type: withRules({ isJson: (type = "") => type.includes("json") }),
    media_type_prefix: withRules({ isJson: (type = "") => type.toLowerCase().startsWith("application/json") }),
    media_type_exact: withRules({ isJson: (type) => type === "application/json" }),
    media_type_one_case: withRules({ isJson: (type) => type?.split(";")[0] === "application/json" }),
    content_type_needs_a_body: failingFor(
      ({ headers, body }) => "content-type" in headers && !body?.length,
      () => ({ status: 400, headers: json, body: { name: "ValidationError", errors: { body: ["is empty"] } } }),
    ),
  },
  missing_required_header: {
    media_type_missing: withRules({ isJson: (type) => type === undefined || rules.isJson(type) }),
  },
});
