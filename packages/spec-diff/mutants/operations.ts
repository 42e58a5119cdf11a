import { delivery, json, type Mutant, webhooks } from "./mutant.ts";

/** Changes of paths, methods, statuses, media types, security and the whole document. */
export const operationMutants: readonly Mutant[] = [
  webhooks.breaking("api-path-removed-without-deprecation", "a path is removed", (spec) =>
    spec.remove("/paths/~1agent~1v0~1webhooks~1{webhook_id}"),
  ),
  webhooks.breaking("api-path-removed-without-deprecation", "a path moves to v1", (spec) =>
    spec.rename("/paths/~1agent~1v0~1webhooks", "/agent/v1/webhooks"),
  ),
  delivery.breaking("api-path-removed-without-deprecation", "resend is removed", (spec) =>
    spec.remove("/paths/~1delivery~1v0~1deliveries~1{delivery_id}~1resend"),
  ),
  webhooks.breaking("api-removed-without-deprecation", "an operation is removed", (spec) =>
    spec.remove(spec.operation("deleteWebhook")),
  ),
  webhooks.breaking("api-path-removed-without-deprecation", "a path gets a slash at its end", (spec) =>
    spec.rename("/paths/~1agent~1v0~1webhooks", "/agent/v0/webhooks/"),
  ),
  webhooks.breaking("api-removed-without-deprecation", "an operation gets another method", (spec) =>
    spec.rename(spec.operation("updateWebhook"), "put"),
  ),
  delivery.breaking("api-removed-without-deprecation", "an operation is removed", (spec) =>
    spec.remove(spec.operation("listTokens")),
  ),
  webhooks.warning("api-operation-id-removed", "an operation is renamed", (spec) =>
    spec.set(`${spec.operation("getWebhook")}/operationId`, "readWebhook"),
  ),
  webhooks.breaking("response-success-status-removed", "create returns 201", (spec) =>
    spec.rename(`${spec.operation("createWebhook")}/responses/200`, "201"),
  ),
  delivery.breaking("response-success-status-removed", "publish returns 200", (spec) =>
    spec.rename(`${spec.operation("publishEvent")}/responses/202`, "200"),
  ),
  webhooks.warning("response-non-success-status-removed", "429 is removed", (spec) =>
    spec.remove(`${spec.operation("createWebhook")}/responses/429`),
  ),
  webhooks.warning("response-non-success-status-removed", "401 is removed", (spec) =>
    spec.remove(`${spec.operation("listWebhooks")}/responses/401`),
  ),
  delivery.warning("response-non-success-status-removed", "409 becomes 422", (spec) =>
    spec.rename(`${spec.operation("publishEvent")}/responses/409`, "422"),
  ),
  webhooks.breaking("response-media-type-removed", "a webhook is returned as XML", (spec) =>
    spec.rename(`/components/responses/OneWebhook/${json}`, "application/xml"),
  ),
  webhooks.breaking("response-media-type-removed", "an error loses its body", (spec) =>
    spec.remove("/components/responses/WebhookNotFound/content"),
  ),
  delivery.breaking("response-media-type-removed", "a response loses its body", (spec) =>
    spec.remove(`${spec.operation("rotateSecret")}/responses/200/content`),
  ),
  webhooks.breaking("response-media-type-removed", "an error is returned as problem+json", (spec) =>
    spec.rename(`/components/responses/WebhookNotFound/${json}`, "application/problem+json"),
  ),
  webhooks.breaking("request-body-media-type-removed", "update accepts merge patches only", (spec) =>
    spec.rename(`${spec.operation("updateWebhook")}/requestBody/${json}`, "application/merge-patch+json"),
  ),
  webhooks.breaking("request-body-media-type-removed", "create accepts forms only", (spec) =>
    spec.rename(`${spec.operation("createWebhook")}/requestBody/${json}`, "application/x-www-form-urlencoded"),
  ),
  webhooks.breaking("api-security-scope-added", "reading needs a second scope", (spec) =>
    spec.push(`${spec.operation("getWebhook")}/security/0/bearerAuth`, "webhooks:write"),
  ),
  delivery.breaking("api-security-scope-added", "publish needs another scope", (spec) =>
    spec.set(`${spec.operation("publishEvent")}/security/0/bearerAuth/0`, "deliveries:write"),
  ),
  webhooks.breaking("api-security-added", "a second security scheme is required", (spec) => {
    spec.add("/components/securitySchemes/organization", { type: "apiKey", in: "header", name: "X-Organization" });
    spec.add(`${spec.operation("listWebhooks")}/security/0/organization`, []);
  }),
  webhooks.breaking("api-security-added", "tokens become basic authentication", (spec) =>
    spec.set("/components/securitySchemes/bearerAuth/scheme", "basic"),
  ),
  delivery.breaking("api-security-added", "tokens move to another header", (spec) =>
    spec.set("/components/securitySchemes/bearerAuth", { type: "apiKey", in: "header", name: "X-Token" }),
  ),
  webhooks.warning("api-security-removed", "delete needs no token", (spec) =>
    spec.set(`${spec.operation("deleteWebhook")}/security`, []),
  ),
  webhooks.breaking("json-schema-dialect-changed", "the dialect is removed", (spec) =>
    spec.remove("/jsonSchemaDialect"),
  ),
  delivery.breaking("json-schema-dialect-changed", "the dialect becomes draft-07", (spec) =>
    spec.set("/jsonSchemaDialect", "http://json-schema.org/draft-07/schema#"),
  ),
  webhooks.warning("api-server-removed", "the server is replaced", (spec) =>
    spec.set("/servers/0/url", "https://api.example.com"),
  ),
  webhooks.breaking("api-server-path-changed", "every path moves below /api", (spec) =>
    spec.set("/servers/0/url", "/api"),
  ),
  webhooks.breaking("api-server-path-changed", "list moves below /v2", (spec) =>
    spec.add(`${spec.operation("listWebhooks")}/servers`, [{ url: "/v2" }]),
  ),
  webhooks.breaking("x-idempotency-field-changed", "create is no longer idempotent", (spec) =>
    spec.remove(`${spec.operation("createWebhook")}/x-idempotency-field`),
  ),
  delivery.breaking("x-idempotent-changed", "publish is no longer idempotent", (spec) =>
    spec.remove(`${spec.operation("publishEvent")}/x-idempotent`),
  ),
  delivery.breaking("x-max-bytes-changed", "a batch of at most 1 MiB", (spec) =>
    spec.set(`${spec.operation("publishEvents")}/requestBody/x-max-bytes`, 1_048_576),
  ),
];
