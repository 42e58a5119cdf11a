import { allOperations } from "../../src/spec/operations.ts";
import { changingResponse, mutantsOf, type ProviderMutant, withFields, withHeaders, withRules } from "./mutant.ts";

export const headerMutants: readonly ProviderMutant[] = mutantsOf("headers", {
  content_type_conformance: {
    text_plain: changingResponse(undefined, 200, withHeaders({ "content-type": "text/plain" })),
    html_errors: changingResponse(undefined, 404, withHeaders({ "content-type": "text/html" })),
    problem_json: changingResponse(undefined, 400, withHeaders({ "content-type": "application/problem+json" })),
    no_content_type: changingResponse("getWebhook", 200, withHeaders({ "content-type": undefined })),
    no_content_type_401: changingResponse(undefined, 401, withHeaders({ "content-type": undefined })),
  },
  response_headers_conformance: {
    no_www_authenticate: changingResponse(undefined, 401, withHeaders({ "www-authenticate": undefined })),
    empty_www_authenticate: changingResponse(undefined, 401, withHeaders({ "www-authenticate": "" })),
    no_retry_after: () => {
      let count = 0;
      return {
        transform: (response, _, operation) => {
          const isLimited = operation === "listWebhooks" && ++count % 20 === 0;
          const body = { name: "RateLimitError", message: "Too many." };
          return isLimited ? { status: 429, headers: { "content-type": "application/json" }, body } : response;
        },
      };
    },
  },
  allow_header_conformance: {
    no_allow: changingResponse(undefined, 405, withHeaders({ allow: undefined })),
    allow_of_another_path: changingResponse(undefined, 405, withHeaders({ allow: "GET" })),
    allow_too_much: changingResponse(undefined, 405, (response) => {
      return withHeaders({ allow: `${response.headers.allow}, PUT` })(response);
    }),
  },
});

const paths: readonly string[] = Object.values(allOperations).map(({ path }) => path);

/** Serves a path that the contract does not have like another that it has, or like an item. */
const servingLike = (toKnown: (path: string) => string, isMeant = (known: string) => paths.includes(known)) =>
  changingResponse(undefined, 404, (response, { path }) => {
    const known = toKnown(path);
    return known !== path && isMeant(known) ? { ...response, status: 200, body: {} } : response;
  });
const withoutSlash = (path: string) => path.replace(/\/$/, "");

/** Writes the paths of validation errors in another way. */
const withPaths = (toPath: (path: string) => string) =>
  withRules({
    validationError: (issues) => ({
      name: "ValidationError",
      errors: Object.fromEntries(Object.entries(issues).map(([path, messages]) => [toPath(path), messages])),
    }),
  });

export const errorMutants: readonly ProviderMutant[] = mutantsOf("error shape", {
  response_schema_conformance: {
    without_name: changingResponse(undefined, 404, withFields({ name: undefined })),
    without_message: changingResponse(undefined, 401, withFields({ message: undefined })),
    wrapped: withRules({ error: (status, name, message) => ({ error: { status, name, message } }) }),
    text: withRules({ error: (_status, _name, message) => JSON.stringify(message) }),
    message_as_list: withRules({ error: (_status, name, message) => ({ name, message: [message] }) }),
    forbidden_without_name: changingResponse(undefined, 403, withFields({ name: undefined })),
    invalid_without_errors: withRules({ validationError: () => ({ name: "ValidationError", message: "no" }) }),
    invalid_without_name: withRules({ validationError: (errors) => ({ errors }) }),
    invalid_empty_errors: withRules({ validationError: () => ({ name: "ValidationError", errors: {} }) }),
    invalid_empty_array: withRules({ validationError: () => ({ name: "ValidationError", errors: [] }) }),
    invalid_errors_null: withRules({ validationError: () => ({ name: "ValidationError", errors: null }) }),
    invalid_messages_as_text: withRules({
      validationError: (issues) => ({
        name: "ValidationError",
        errors: Object.fromEntries(Object.entries(issues).map(([path, [message]]) => [path, message])),
      }),
    }),
    invalid_array_of_text: withRules({ validationError: () => ({ name: "ValidationError", errors: ["no"] }) }),
    invalid_array_without_path: withRules({
      validationError: () => ({ name: "ValidationError", errors: [{ message: "no" }] }),
    }),
  },
  error_names: {
    one_name_for_all: withRules({ error: (_status, _name, message) => ({ name: "Error", message }) }),
    name_of_another_status: withRules({
      error: (status, name, message) => ({ name: status === 415 ? "NotFoundError" : name, message }),
    }),
    validation_as_error: withRules({ validationError: (errors) => ({ name: "NotFoundError", errors }) }),
    unauthorized_as_forbidden: withRules({
      error: (status, name, message) => ({ name: status === 401 || status === 403 ? "AuthError" : name, message }),
    }),
    method_as_not_found: withRules({
      error: (status, name, message) => ({ name: status === 405 ? "NotFoundError" : name, message }),
    }),
    empty_name: withRules({ error: (_status, _name, message) => ({ name: "", message }) }),
  },
  errors_name_the_field: {
    path_with_brackets: withPaths((path) => path.replace(/\.(\d+)/, "[$1]")),
    path_as_pointer: withPaths((path) => `/${path.replaceAll(".", "/")}`),
    path_from_root: withPaths((path) => `$.${path}`),
    invalid_names_another_field: withRules({
      validationError: (issues) => ({
        name: "ValidationError",
        errors: { [Object.keys(issues)[0]?.startsWith("url") ? "client_id" : "url"]: ["is wrong"] },
      }),
    }),
  },
  unsupported_method: {
    method_without_body: changingResponse(undefined, 405, (response) => ({ ...response, body: "" })),
  },
  unknown_path: {
    trailing_slash_list: servingLike(withoutSlash),
    trailing_slash_item: servingLike(withoutSlash, (known) => !paths.includes(known)),
    path_in_any_case: servingLike((path) => path.toLowerCase()),
    path_as_html: changingResponse(undefined, 404, (response, { path }) => {
      return /unknown$|webhooksx/.test(path) && !path.endsWith("wh_unknown")
        ? { ...response, headers: { "content-type": "text/html" }, body: "<p>404</p>" }
        : response;
    }),
  },
});
