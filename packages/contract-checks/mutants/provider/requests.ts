import { operations } from "@agent-webhooks/types";
import type { HttpRequest } from "../../src/provider/http.ts";
import { type ReferenceResponse, steps } from "../../src/reference/provider.ts";
import { rules } from "../../src/reference/rules.ts";
import { changingResponse, mutantsOf, type ProviderMutant, withRules, withStatus } from "./mutant.ts";

/** Tokens of `./run.ts`. */
const anyToken = withRules({ tokenOf: () => "a-token" });
const json = { "content-type": "application/json" };
const failed: ReferenceResponse = {
  status: 500,
  headers: json,
  body: { name: "InternalServerError", message: "It broke." },
};

/** Looks at things in another order. */
const swapped = (first: (typeof steps)[number], second: (typeof steps)[number]) => () => ({
  steps: steps.map((step) => (step === first ? second : step === second ? first : step)),
});
const skipping = (skipped: (typeof steps)[number]) => () => ({ steps: steps.filter((step) => step !== skipped) });

export const authMutants: readonly ProviderMutant[] = mutantsOf("auth", {
  ignored_auth: {
    any_request: anyToken,
    any_token: withRules({ tokenOf: (header) => (header === undefined ? undefined : "a-token") }),
    prefix_of_token: withRules({
      tokenOf: (header) => (/^bearer a-toke/i.test(header ?? "") ? "a-token" : rules.tokenOf(header)),
    }),
    token_in_any_case: withRules({ tokenOf: (header) => rules.tokenOf(header)?.toLowerCase() }),
    any_scheme: withRules({ tokenOf: (header) => header?.split(" ").at(-1) }),
    no_scheme_needed: withRules({ tokenOf: (header) => rules.tokenOf(header) ?? header }),
  },
  missing_required_header: {
    no_token_needed: withRules({ tokenOf: (header) => (header === undefined ? "a-token" : rules.tokenOf(header)) }),
  },
  auth_scheme_case: {
    scheme_in_one_case: withRules({
      tokenOf: (header) => (header?.startsWith("Bearer ") ? rules.tokenOf(header) : undefined),
    }),
  },
  missing_scope: {
    scopes_ignored: skipping("scope"),
  },
  ensure_resource_availability: {
    everybody_may_read_only: changingResponse("createWebhook", 200, () => ({ ...failed, status: 403 })),
  },
  order_of_refusals: {
    found_before_token: swapped("token", "id"),
    data_before_token: () => ({
      steps: ["json", "data", "token", "scope", "id", "mediaType", "size"],
    }),
    data_before_found: () => ({
      steps: ["token", "scope", "mediaType", "size", "json", "data", "id"],
    }),
    media_type_before_found: swapped("id", "mediaType"),
    data_before_media_type: () => ({
      steps: ["token", "scope", "id", "size", "json", "data", "mediaType"],
    }),
  },
  order_of_refusals_403: {
    found_before_scope: swapped("scope", "id"),
    data_before_scope: () => ({
      steps: ["token", "json", "data", "scope", "id", "mediaType", "size"],
    }),
  },
});

/** Answers a method that the contract does not have. */
const taking =
  (method: string, isMeant: (request: HttpRequest) => boolean, status = 200) =>
  () => ({
    transform: (response: ReferenceResponse, request: HttpRequest): ReferenceResponse =>
      request.method === method && isMeant(request) && response.status === 405
        ? { status, headers: json, body: { name: "Ok", message: "Done." } }
        : response,
  });
const isCollection = ({ path }: HttpRequest) => path === operations.listWebhooks.path;

export const methodMutants: readonly ProviderMutant[] = mutantsOf("methods", {
  unsupported_method: {
    put_collection: taking("PUT", isCollection),
    patch_collection: taking("PATCH", isCollection),
    delete_collection: taking("DELETE", isCollection),
    put_item: taking("PUT", (request) => !isCollection(request)),
    post_item: taking("POST", (request) => !isCollection(request)),
    method_404: changingResponse(undefined, 405, withStatus(404)),
    method_400: changingResponse(undefined, 405, withStatus(400)),
  },
  not_a_server_error: {
    method_501: changingResponse(undefined, 405, withStatus(501)),
  },
});

/** Breaks on some requests. */
const breaking =
  (
    isMeant: (request: HttpRequest) => boolean,
    how: (response: ReferenceResponse) => ReferenceResponse = () => failed,
  ) =>
  () => ({
    transform: (response: ReferenceResponse, request: HttpRequest): ReferenceResponse =>
      isMeant(request) ? how(response) : response,
  });
const drop = (): never => {
  throw new Error("other side closed");
};
const text = ({ body }: HttpRequest) => Buffer.from(body ?? "").toString();

export const robustnessMutants: readonly ProviderMutant[] = mutantsOf("robustness", {
  malformed_json: {
    malformed_json: breaking((request) => text(request) === "{"),
    empty_body: breaking((request) => request.method === "POST" && text(request) === ""),
    json_then_rubbish: withRules({
      parse: (text) =>
        rules.parse(text === "{} {}" ? '{"url":"https://example.com/","event_types":["message.sent"]}' : text),
    }),
  },
  negative_data_rejection: {
    body_null: breaking((request) => text(request) === "null"),
  },
  not_a_server_error: {
    body_array: breaking((request) => text(request).startsWith('["id')),
    null_character: breaking((request) => text(request).includes("\\u0000")),
    half_pair: breaking((request) => text(request).includes("\\ud800")),
    bad_utf8: breaking(({ body }) => body instanceof Uint8Array && body.includes(0xff)),
    huge_limit: breaking(({ path }) => path.includes("limit=100000000000000000000")),
    malformed_dropped: breaking((request) => text(request) === "{} {}", drop),
  },
  odd_requests: {
    deep: breaking((request) => text(request).includes("[[[[[[")),
    bad_escape_in_path: breaking(({ path }) => path.includes("/%zz")),
    null_in_path: breaking(({ path }) => path.includes("/%00")),
    quote_in_path: breaking(({ path }) => path.includes("%22'")),
    long_id: breaking(({ path }) => path.length > 1500 && path.includes("wh_")),
    limit_twice: breaking(({ path }) => path.includes("limit=1&limit=2")),
  },
  positive_data_acceptance: {
    emoji: breaking((request) => text(request).includes("😀")),
  },
  page_tokens: {
    bad_page_token: breaking(({ path }) => path.includes("not-a-page-token")),
  },
  body_size: {
    large_body_dropped: breaking((request) => text(request).length > 1_048_576, drop),
    large_body_taken: withRules({ maxBytes: () => Number.POSITIVE_INFINITY }),
    large_body_one_more: withRules({ maxBytes: (operation) => rules.maxBytes(operation) + 1 }),
    large_body_one_less: withRules({ maxBytes: (operation) => rules.maxBytes(operation) - 1 }),
  },
  ensure_resource_availability: {
    patch_dropped: breaking(({ method }) => method === "PATCH", drop),
  },
  max_response_time: {
    malformed_hangs: () => ({
      onRequest: (request) => (text(request) === "{" ? new Promise<void>(() => {}) : undefined),
    }),
  },
  media_types: {
    any_media_type: withRules({ isJson: () => true }),
    any_json_media_type: withRules({ isJson: (type) => /json/.test(type ?? "") }),
    media_type_prefix: withRules({ isJson: (type) => type?.toLowerCase().startsWith("application/json") ?? false }),
    media_type_exact: withRules({ isJson: (type) => type === "application/json" }),
    media_type_one_case: withRules({ isJson: (type) => type?.split(";")[0] === "application/json" }),
  },
  missing_required_header: {
    media_type_missing: withRules({ isJson: (type) => type === undefined || rules.isJson(type) }),
  },
});
