import { answering, classOf, deciding, type ProviderMutant, withFields, withHeaders } from "./mutant.ts";

const header = classOf("headers");
const error = classOf("error shape");

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
      answer: (response, _, operation) => {
        const isLimited = operation === "listWebhooks" && ++count % 20 === 0;
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
