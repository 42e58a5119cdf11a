import { json, type SpecMutant } from "./mutant.ts";

/** Paths, methods, statuses, media types, security, and what a document says of all of it. */
export const operationMutants: readonly SpecMutant[] = [
  {
    spec: "webhooks",
    rule: "api-path-removed-without-deprecation",
    what: "a path goes",
    edit: (spec) => spec.remove("/paths/~1agent~1v0~1webhooks~1{webhook_id}"),
  },
  {
    spec: "webhooks",
    rule: "api-path-removed-without-deprecation",
    what: "a path moves to v1",
    edit: (spec) => spec.rename("/paths/~1agent~1v0~1webhooks", "/agent/v1/webhooks"),
  },
  {
    spec: "delivery",
    rule: "api-path-removed-without-deprecation",
    what: "resending goes",
    edit: (spec) => spec.remove("/paths/~1delivery~1v0~1deliveries~1{delivery_id}~1resend"),
  },
  {
    spec: "webhooks",
    rule: "api-removed-without-deprecation",
    what: "an operation goes",
    edit: (spec) => spec.remove(spec.operation("deleteWebhook")),
  },
  {
    spec: "webhooks",
    rule: "api-removed-without-deprecation",
    what: "an operation gets another method",
    edit: (spec) => spec.rename(spec.operation("updateWebhook"), "put"),
  },
  {
    spec: "delivery",
    rule: "api-removed-without-deprecation",
    what: "an operation goes",
    edit: (spec) => spec.remove(spec.operation("listTokens")),
  },
  {
    spec: "webhooks",
    rule: "api-operation-id-removed",
    what: "an operation gets another id",
    level: "warning",
    edit: (spec) => spec.set(`${spec.operation("getWebhook")}/operationId`, "readWebhook"),
  },
  {
    spec: "webhooks",
    rule: "response-success-status-removed",
    what: "create answers 201",
    edit: (spec) => spec.rename(`${spec.operation("createWebhook")}/responses/200`, "201"),
  },
  {
    spec: "delivery",
    rule: "response-success-status-removed",
    what: "publish answers 200",
    edit: (spec) => spec.rename(`${spec.operation("publishEvent")}/responses/202`, "200"),
  },
  {
    spec: "webhooks",
    rule: "response-non-success-status-removed",
    what: "429 goes",
    level: "warning",
    edit: (spec) => spec.remove(`${spec.operation("createWebhook")}/responses/429`),
  },
  {
    spec: "webhooks",
    rule: "response-non-success-status-removed",
    what: "401 goes",
    level: "warning",
    edit: (spec) => spec.remove(`${spec.operation("listWebhooks")}/responses/401`),
  },
  {
    spec: "delivery",
    rule: "response-non-success-status-removed",
    what: "409 becomes 422",
    level: "warning",
    edit: (spec) => spec.rename(`${spec.operation("publishEvent")}/responses/409`, "422"),
  },
  {
    spec: "webhooks",
    rule: "response-media-type-removed",
    what: "a webhook is answered as XML",
    edit: (spec) => spec.rename(`/components/responses/OneWebhook/${json}`, "application/xml"),
  },
  {
    spec: "webhooks",
    rule: "response-media-type-removed",
    what: "an error has no body",
    edit: (spec) => spec.remove("/components/responses/WebhookNotFound/content"),
  },
  {
    spec: "delivery",
    rule: "response-media-type-removed",
    what: "an answer has no body",
    edit: (spec) => spec.remove(`${spec.operation("rotateSecret")}/responses/200/content`),
  },
  {
    spec: "webhooks",
    rule: "request-body-media-type-removed",
    what: "create takes forms",
    edit: (spec) =>
      spec.rename(`${spec.operation("createWebhook")}/requestBody/${json}`, "application/x-www-form-urlencoded"),
  },
  {
    spec: "webhooks",
    rule: "api-security-scope-added",
    what: "reading takes the scope to write",
    edit: (spec) => spec.push(`${spec.operation("getWebhook")}/security/0/bearerAuth`, "webhooks:write"),
  },
  {
    spec: "delivery",
    rule: "api-security-scope-added",
    what: "publishing takes another scope",
    edit: (spec) => spec.set(`${spec.operation("publishEvent")}/security/0/bearerAuth/0`, "deliveries:write"),
  },
  {
    spec: "webhooks",
    rule: "api-security-added",
    what: "another scheme is needed beside the token",
    edit: (spec) => {
      spec.add("/components/securitySchemes/organization", { type: "apiKey", in: "header", name: "X-Organization" });
      spec.add(`${spec.operation("listWebhooks")}/security/0/organization`, []);
    },
  },
  {
    spec: "webhooks",
    rule: "api-security-added",
    what: "tokens become basic authentication",
    edit: (spec) => spec.set("/components/securitySchemes/bearerAuth/scheme", "basic"),
  },
  {
    spec: "delivery",
    rule: "api-security-added",
    what: "tokens move to a header of their own",
    edit: (spec) =>
      spec.set("/components/securitySchemes/bearerAuth", { type: "apiKey", in: "header", name: "X-Token" }),
  },
  {
    spec: "webhooks",
    rule: "api-security-removed",
    what: "everyone may delete",
    level: "warning",
    edit: (spec) => spec.set(`${spec.operation("deleteWebhook")}/security`, []),
  },
  {
    spec: "webhooks",
    rule: "json-schema-dialect-changed",
    what: "the dialect goes",
    edit: (spec) => spec.remove("/jsonSchemaDialect"),
  },
  {
    spec: "delivery",
    rule: "json-schema-dialect-changed",
    what: "the dialect is draft-07",
    edit: (spec) => spec.set("/jsonSchemaDialect", "http://json-schema.org/draft-07/schema#"),
  },
  {
    spec: "webhooks",
    rule: "api-server-removed",
    what: "it is served elsewhere",
    level: "warning",
    edit: (spec) => spec.set("/servers/0/url", "https://api.example.com/mail"),
  },
  {
    spec: "webhooks",
    rule: "x-idempotency-field-changed",
    what: "creating cannot be repeated any more",
    edit: (spec) => spec.remove(`${spec.operation("createWebhook")}/x-idempotency-field`),
  },
  {
    spec: "delivery",
    rule: "x-idempotent-changed",
    what: "publishing cannot be repeated any more",
    edit: (spec) => spec.remove(`${spec.operation("publishEvent")}/x-idempotent`),
  },
  {
    spec: "delivery",
    rule: "x-max-bytes-changed",
    what: "a batch may have 1 MiB",
    edit: (spec) => spec.set(`${spec.operation("publishEvents")}/requestBody/x-max-bytes`, 1_048_576),
  },
];
