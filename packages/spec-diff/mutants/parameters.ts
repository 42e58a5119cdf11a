import { delivery, type Mutant, parameter, property, schema, shared, webhooks } from "./mutant.ts";

/** Changes of parameters. */
export const parameterMutants: readonly Mutant[] = [
  webhooks.breaking("request-parameter-removed", "`ascending` is removed", (spec) =>
    spec.take(`${spec.operation("listWebhooks")}/parameters`, { $ref: "#/components/parameters/Ascending" }),
  ),
  webhooks.breaking("request-parameter-removed", "`page_token` is renamed", (spec) =>
    spec.set(`${parameter("PageToken")}/name`, "cursor"),
  ),
  webhooks.breaking("request-parameter-removed", "`limit` becomes a header", (spec) =>
    spec.set(`${parameter("Limit")}/in`, "header"),
  ),
  delivery.breaking("request-parameter-removed", "a filter is removed", (spec) =>
    spec.remove(`${spec.operation("listDeliveries")}/parameters/0`),
  ),
  webhooks.breaking("new-required-request-parameter", "a new required header", (spec) =>
    spec.push(`${spec.operation("listWebhooks")}/parameters`, {
      name: "X-Organization",
      in: "header",
      required: true,
      schema: { type: "string" },
    }),
  ),
  delivery.breaking("new-required-request-parameter", "a new required parameter", (spec) =>
    spec.add(`${spec.operation("resendDelivery")}/parameters`, [
      { name: "reason", in: "query", required: true, schema: { type: "string" } },
    ]),
  ),
  webhooks.breaking("request-parameter-became-required", "`limit` becomes required", (spec) =>
    spec.set(`${parameter("Limit")}/required`, true),
  ),
  delivery.breaking("request-parameter-became-required", "a filter becomes required", (spec) =>
    spec.set(`${spec.operation("listDeliveries")}/parameters/1/required`, true),
  ),
  webhooks.breaking("request-parameter-type-changed", "`ascending` becomes a number", (spec) =>
    spec.set(`${parameter("Ascending")}/schema/type`, "integer"),
  ),
  delivery.breaking("request-parameter-type-changed", "`event_id` must be a UUID", (spec) =>
    spec.add(`${spec.operation("listDeliveries")}/parameters/1/schema/format`, "uuid"),
  ),
  webhooks.breaking("request-parameter-min-increased", "`limit` is at least 10", (spec) =>
    spec.set(`${parameter("Limit")}/schema/minimum`, 10),
  ),
  webhooks.breaking("request-parameter-max-set", "`limit` above 100 is rejected", (spec) =>
    spec.add(`${parameter("Limit")}/schema/maximum`, 100),
  ),
  webhooks.breaking("request-parameter-max-length-decreased", "`page_token` must be shorter", (spec) =>
    spec.set(`${parameter("PageToken")}/schema/maxLength`, 64),
  ),
  webhooks.breaking("request-parameter-min-length-increased", "`page_token` has a larger minimum length", (spec) =>
    spec.set(`${parameter("PageToken")}/schema/minLength`, 8),
  ),
  webhooks.breaking("request-parameter-pattern-added", "`page_token` gets a pattern", (spec) =>
    spec.add(`${parameter("PageToken")}/schema/pattern`, "^[A-Za-z0-9_-]+$"),
  ),
  delivery.breaking("request-parameter-pattern-changed", "webhook ids have another prefix", (spec) =>
    spec.set(shared(`${schema("WebhookId")}/pattern`), "^hook_."),
  ),
  webhooks.breaking("request-parameter-became-enum", "`limit` becomes an enum", (spec) =>
    spec.add(`${parameter("Limit")}/schema/enum`, [10, 20, 50]),
  ),
  delivery.breaking("request-parameter-enum-value-removed", "`cancelled` is no longer a filter value", (spec) =>
    spec.take(`${schema("DeliveryStatus")}/enum`, "cancelled"),
  ),
  webhooks.breaking("request-parameter-default-value-changed", "a default page size of 50", (spec) =>
    spec.set(`${parameter("Limit")}/schema/default`, 50),
  ),
  webhooks.breaking("request-parameter-default-value-removed", "the default order is removed", (spec) =>
    spec.remove(`${parameter("Ascending")}/schema/default`),
  ),
  delivery.breaking("request-parameter-default-value-added", "a default filter", (spec) =>
    spec.add(`${schema("DeliveryStatus")}/default`, "pending"),
  ),
  delivery.breaking("request-parameter-style-changed", "`status` gets another style", (spec) =>
    spec.add(`${spec.operation("listDeliveries")}/parameters/2/style`, "deepObject"),
  ),
  webhooks.breaking("request-parameter-x-served-maximum-changed", "at most 50 items a page", (spec) =>
    spec.set(`${parameter("Limit")}/schema/x-served-maximum`, 50),
  ),
  webhooks.breaking("request-parameter-multiple-of-changed", "`limit` must be a multiple of 10", (spec) =>
    spec.add(`${parameter("Limit")}/schema/multipleOf`, 10),
  ),
  delivery.breaking("request-property-max-decreased", "an overlap of at most a day", (spec) =>
    spec.set(`${property("RotateSecretRequest", "overlap_seconds")}/maximum`, 86_400),
  ),
];
