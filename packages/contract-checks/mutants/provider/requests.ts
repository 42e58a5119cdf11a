import { operations } from "@agent-webhooks/types";
import type { WireRequest } from "../../src/provider/http.ts";
import { type Response, steps } from "../../src/reference/provider.ts";
import { rules } from "../../src/reference/rules.ts";
import { answering, classOf, deciding, type ProviderMutant, withStatus } from "./mutant.ts";

const auth = classOf("auth");
const methods = classOf("methods");
const robustness = classOf("robustness");

/** Tokens of `./run.ts`. */
const anyToken = deciding({ tokenOf: () => "a-token" });
const json = { "content-type": "application/json" };
const failed: Response = { status: 500, headers: json, body: { name: "InternalServerError", message: "It broke." } };

/** Looks at things in another order. */
const swapped = (first: (typeof steps)[number], second: (typeof steps)[number]) => () => ({
  steps: steps.map((step) => (step === first ? second : step === second ? first : step)),
});
const skipping = (skipped: (typeof steps)[number]) => () => ({ steps: steps.filter((step) => step !== skipped) });

export const authMutants: readonly ProviderMutant[] = [
  auth("any_request", "ignored_auth", anyToken),
  auth("any_token", "ignored_auth", deciding({ tokenOf: (header) => (header === undefined ? undefined : "a-token") })),
  auth(
    "no_token_needed",
    "missing_required_header",
    deciding({ tokenOf: (header) => (header === undefined ? "a-token" : rules.tokenOf(header)) }),
  ),
  auth(
    "prefix_of_token",
    "ignored_auth",
    deciding({ tokenOf: (header) => (/^bearer a-toke/i.test(header ?? "") ? "a-token" : rules.tokenOf(header)) }),
  ),
  auth("token_in_any_case", "ignored_auth", deciding({ tokenOf: (header) => rules.tokenOf(header)?.toLowerCase() })),
  auth("any_scheme", "ignored_auth", deciding({ tokenOf: (header) => header?.split(" ").at(-1) })),
  auth("no_scheme_needed", "ignored_auth", deciding({ tokenOf: (header) => rules.tokenOf(header) ?? header })),
  auth(
    "scheme_in_one_case",
    "auth_scheme_case",
    deciding({ tokenOf: (header) => (header?.startsWith("Bearer ") ? rules.tokenOf(header) : undefined) }),
  ),
  auth("scopes_ignored", "missing_scope", skipping("scope")),
  auth(
    "everybody_may_read_only",
    "ensure_resource_availability",
    answering("createWebhook", 200, () => ({ ...failed, status: 403 })),
  ),
  auth("found_before_token", "order_of_refusals", swapped("token", "id")),
  auth("found_before_scope", "order_of_refusals_403", swapped("scope", "id")),
  auth("data_before_token", "order_of_refusals", () => ({
    steps: ["json", "data", "token", "scope", "id", "mediaType", "size"],
  })),
  auth("data_before_scope", "order_of_refusals_403", () => ({
    steps: ["token", "json", "data", "scope", "id", "mediaType", "size"],
  })),
  auth("data_before_found", "order_of_refusals", () => ({
    steps: ["token", "scope", "mediaType", "size", "json", "data", "id"],
  })),
  auth("media_type_before_found", "order_of_refusals", swapped("id", "mediaType")),
  auth("data_before_media_type", "order_of_refusals", () => ({
    steps: ["token", "scope", "id", "size", "json", "data", "mediaType"],
  })),
];

/** Answers a method that the contract does not have. */
const taking =
  (method: string, isMeant: (request: WireRequest) => boolean, status = 200) =>
  () => ({
    answer: (response: Response, request: WireRequest): Response =>
      request.method === method && isMeant(request) && response.status === 405
        ? { status, headers: json, body: { name: "Ok", message: "Done." } }
        : response,
  });
const isCollection = ({ path }: WireRequest) => path === operations.listWebhooks.path;

export const methodMutants: readonly ProviderMutant[] = [
  methods("put_collection", "unsupported_method", taking("PUT", isCollection)),
  methods("patch_collection", "unsupported_method", taking("PATCH", isCollection)),
  methods("delete_collection", "unsupported_method", taking("DELETE", isCollection)),
  methods(
    "put_item",
    "unsupported_method",
    taking("PUT", (request) => !isCollection(request)),
  ),
  methods(
    "post_item",
    "unsupported_method",
    taking("POST", (request) => !isCollection(request)),
  ),
  methods("method_404", "unsupported_method", answering(undefined, 405, withStatus(404))),
  methods("method_501", "not_a_server_error", answering(undefined, 405, withStatus(501))),
  methods("method_400", "unsupported_method", answering(undefined, 405, withStatus(400))),
];

/** Breaks on some requests. */
const breaking =
  (isMeant: (request: WireRequest) => boolean, how: (response: Response) => Response = () => failed) =>
  () => ({
    answer: (response: Response, request: WireRequest): Response => (isMeant(request) ? how(response) : response),
  });
const drop = (): never => {
  throw new Error("other side closed");
};
const text = ({ body }: WireRequest) => Buffer.from(body ?? "").toString();

export const robustnessMutants: readonly ProviderMutant[] = [
  robustness(
    "malformed_json",
    "malformed_json",
    breaking((request) => text(request) === "{"),
  ),
  robustness(
    "empty_body",
    "malformed_json",
    breaking((request) => request.method === "POST" && text(request) === ""),
  ),
  robustness(
    "body_null",
    "negative_data_rejection",
    breaking((request) => text(request) === "null"),
  ),
  robustness(
    "body_array",
    "not_a_server_error",
    breaking((request) => text(request).startsWith('["id')),
  ),
  robustness(
    "null_character",
    "not_a_server_error",
    breaking((request) => text(request).includes("\\u0000")),
  ),
  robustness(
    "half_pair",
    "not_a_server_error",
    breaking((request) => text(request).includes("\\ud800")),
  ),
  robustness(
    "deep",
    "odd_requests",
    breaking((request) => text(request).includes("[[[[[[")),
  ),
  robustness(
    "bad_utf8",
    "not_a_server_error",
    breaking(({ body }) => body instanceof Uint8Array && body.includes(0xff)),
  ),
  robustness(
    "emoji",
    "positive_data_acceptance",
    breaking((request) => text(request).includes("😀")),
  ),
  robustness(
    "bad_escape_in_path",
    "odd_requests",
    breaking(({ path }) => path.includes("/%zz")),
  ),
  robustness(
    "null_in_path",
    "odd_requests",
    breaking(({ path }) => path.includes("/%00")),
  ),
  robustness(
    "quote_in_path",
    "odd_requests",
    breaking(({ path }) => path.includes("%22'")),
  ),
  robustness(
    "long_id",
    "odd_requests",
    breaking(({ path }) => path.length > 1500 && path.includes("wh_")),
  ),
  robustness(
    "limit_twice",
    "odd_requests",
    breaking(({ path }) => path.includes("limit=1&limit=2")),
  ),
  robustness(
    "huge_limit",
    "not_a_server_error",
    breaking(({ path }) => path.includes("limit=100000000000000000000")),
  ),
  robustness(
    "bad_page_token",
    "page_tokens",
    breaking(({ path }) => path.includes("not-a-page-token")),
  ),
  robustness(
    "large_body_dropped",
    "body_size",
    breaking((request) => text(request).length > 1_048_576, drop),
  ),
  robustness(
    "malformed_dropped",
    "not_a_server_error",
    breaking((request) => text(request) === "{} {}", drop),
  ),
  robustness(
    "patch_dropped",
    "ensure_resource_availability",
    breaking(({ method }) => method === "PATCH", drop),
  ),
  robustness("malformed_hangs", "max_response_time", () => ({
    before: (request) => (text(request) === "{" ? new Promise<void>(() => {}) : undefined),
  })),
  robustness("large_body_taken", "body_size", deciding({ maxBytes: () => Number.POSITIVE_INFINITY })),
  robustness("large_body_one_more", "body_size", deciding({ maxBytes: (operation) => rules.maxBytes(operation) + 1 })),
  robustness("large_body_one_less", "body_size", deciding({ maxBytes: (operation) => rules.maxBytes(operation) - 1 })),
  robustness("any_media_type", "media_types", deciding({ isJson: () => true })),
  robustness("any_json_media_type", "media_types", deciding({ isJson: (type) => /json/.test(type ?? "") })),
  robustness(
    "media_type_prefix",
    "media_types",
    deciding({ isJson: (type) => type?.toLowerCase().startsWith("application/json") ?? false }),
  ),
  robustness("media_type_exact", "media_types", deciding({ isJson: (type) => type === "application/json" })),
  robustness(
    "media_type_one_case",
    "media_types",
    deciding({ isJson: (type) => type?.split(";")[0] === "application/json" }),
  ),
  robustness(
    "media_type_missing",
    "missing_required_header",
    deciding({ isJson: (type) => type === undefined || rules.isJson(type) }),
  ),
  robustness(
    "json_then_rubbish",
    "malformed_json",
    deciding({
      parse: (text) =>
        rules.parse(text === "{} {}" ? '{"url":"https://example.com/","event_types":["message.sent"]}' : text),
    }),
  ),
];
