import { parameter, property, type SpecMutant, schema, shared } from "./mutant.ts";

/** What callers say outside of the body. */
export const parameterMutants: readonly SpecMutant[] = [
  {
    spec: "webhooks",
    rule: "request-parameter-removed",
    what: "`ascending` goes",
    edit: (spec) =>
      spec.take(`${spec.operation("listWebhooks")}/parameters`, { $ref: "#/components/parameters/Ascending" }),
  },
  {
    spec: "webhooks",
    rule: "request-parameter-removed",
    what: "`page_token` gets another name",
    edit: (spec) => spec.set(`${parameter("PageToken")}/name`, "cursor"),
  },
  {
    spec: "webhooks",
    rule: "request-parameter-removed",
    what: "`limit` becomes a header",
    edit: (spec) => spec.set(`${parameter("Limit")}/in`, "header"),
  },
  {
    spec: "delivery",
    rule: "request-parameter-removed",
    what: "a filter goes",
    edit: (spec) => spec.remove(`${spec.operation("listDeliveries")}/parameters/0`),
  },
  {
    spec: "webhooks",
    rule: "new-required-request-parameter",
    what: "an organization has to be named",
    edit: (spec) =>
      spec.push(`${spec.operation("listWebhooks")}/parameters`, {
        name: "X-Organization",
        in: "header",
        required: true,
        schema: { type: "string" },
      }),
  },
  {
    spec: "delivery",
    rule: "new-required-request-parameter",
    what: "a reason has to be given",
    edit: (spec) =>
      spec.add(`${spec.operation("resendDelivery")}/parameters`, [
        { name: "reason", in: "query", required: true, schema: { type: "string" } },
      ]),
  },
  {
    spec: "webhooks",
    rule: "request-parameter-became-required",
    what: "`limit` has to be sent",
    edit: (spec) => spec.set(`${parameter("Limit")}/required`, true),
  },
  {
    spec: "delivery",
    rule: "request-parameter-became-required",
    what: "a filter has to be sent",
    edit: (spec) => spec.set(`${spec.operation("listDeliveries")}/parameters/1/required`, true),
  },
  {
    spec: "webhooks",
    rule: "request-parameter-type-changed",
    what: "`ascending` is a number",
    edit: (spec) => spec.set(`${parameter("Ascending")}/schema/type`, "integer"),
  },
  {
    spec: "delivery",
    rule: "request-parameter-type-changed",
    what: "`event_id` has to be a UUID",
    edit: (spec) => spec.add(`${spec.operation("listDeliveries")}/parameters/1/schema/format`, "uuid"),
  },
  {
    spec: "webhooks",
    rule: "request-parameter-min-increased",
    what: "`limit` is at least 10",
    edit: (spec) => spec.set(`${parameter("Limit")}/schema/minimum`, 10),
  },
  {
    spec: "webhooks",
    rule: "request-parameter-max-set",
    what: "`limit` above 100 is refused",
    edit: (spec) => spec.add(`${parameter("Limit")}/schema/maximum`, 100),
  },
  {
    spec: "webhooks",
    rule: "request-parameter-max-length-decreased",
    what: "a shorter `page_token`",
    edit: (spec) => spec.set(`${parameter("PageToken")}/schema/maxLength`, 64),
  },
  {
    spec: "webhooks",
    rule: "request-parameter-min-length-increased",
    what: "a longer `page_token`",
    edit: (spec) => spec.set(`${parameter("PageToken")}/schema/minLength`, 8),
  },
  {
    spec: "webhooks",
    rule: "request-parameter-pattern-added",
    what: "a pattern for `page_token`",
    edit: (spec) => spec.add(`${parameter("PageToken")}/schema/pattern`, "^[A-Za-z0-9_-]+$"),
  },
  {
    spec: "delivery",
    rule: "request-parameter-pattern-changed",
    what: "ids of webhooks begin in another way",
    edit: (spec) => spec.set(shared(`${schema("WebhookId")}/pattern`), "^hook_."),
  },
  {
    spec: "webhooks",
    rule: "request-parameter-became-enum",
    what: "`limit` is one of three",
    edit: (spec) => spec.add(`${parameter("Limit")}/schema/enum`, [10, 20, 50]),
  },
  {
    spec: "delivery",
    rule: "request-parameter-enum-value-removed",
    what: "`cancelled` is no filter",
    edit: (spec) => spec.take(`${schema("DeliveryStatus")}/enum`, "cancelled"),
  },
  {
    spec: "webhooks",
    rule: "request-parameter-default-value-changed",
    what: "pages of 50",
    edit: (spec) => spec.set(`${parameter("Limit")}/schema/default`, 50),
  },
  {
    spec: "webhooks",
    rule: "request-parameter-default-value-removed",
    what: "no default order",
    edit: (spec) => spec.remove(`${parameter("Ascending")}/schema/default`),
  },
  {
    spec: "delivery",
    rule: "request-parameter-default-value-added",
    what: "only pending deliveries unless asked",
    edit: (spec) => spec.add(`${schema("DeliveryStatus")}/default`, "pending"),
  },
  {
    spec: "delivery",
    rule: "request-parameter-style-changed",
    what: "`status` is written in another way",
    edit: (spec) => spec.add(`${spec.operation("listDeliveries")}/parameters/2/style`, "deepObject"),
  },
  {
    spec: "webhooks",
    rule: "request-parameter-explode-changed",
    what: "`limit` is not exploded",
    edit: (spec) => spec.add(`${parameter("Limit")}/explode`, false),
  },
  {
    spec: "webhooks",
    rule: "request-parameter-x-served-maximum-changed",
    what: "pages have at most 50",
    edit: (spec) => spec.set(`${parameter("Limit")}/schema/x-served-maximum`, 50),
  },
  {
    spec: "webhooks",
    rule: "request-parameter-multiple-of-changed",
    what: "`limit` goes by tens",
    edit: (spec) => spec.add(`${parameter("Limit")}/schema/multipleOf`, 10),
  },
  {
    spec: "delivery",
    rule: "request-property-max-decreased",
    what: "a secret lasts a day",
    edit: (spec) => spec.set(`${property("RotateSecretRequest", "overlap_seconds")}/maximum`, 86_400),
  },
];
