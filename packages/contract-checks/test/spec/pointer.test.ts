import { readFile } from "node:fs/promises";
import { type Operation, operations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { WEBHOOKS_SPEC } from "../../src/index.ts";
import { bodyCases } from "../../src/provider/data/body-cases.ts";
import { queryCases } from "../../src/provider/data/query-cases.ts";
import { operationIdsOf } from "../../src/spec/operations.ts";
import { describePlace } from "../../src/spec/place.ts";
import { eventPointer, operationPointer, parameterPointer, pointer, schemaPointer } from "../../src/spec/pointer.ts";

test.each([
  ["paths/~1agent~1v0~1webhooks/get/parameters/1", "GET /agent/v0/webhooks, parameter limit"],
  ["paths/~1agent~1v0~1webhooks~1{webhook_id}/parameters/0", "/agent/v0/webhooks/{webhook_id}, parameter webhook_id"],
  ["paths/~1agent~1v0~1webhooks/post/responses/200", "POST /agent/v0/webhooks, response 200"],
  ["paths/~1agent~1v0~1webhooks/post", "POST /agent/v0/webhooks"],
  ["paths/~1elsewhere/get/parameters/1", "GET /elsewhere, parameter 1"],
  ["components/schemas/Webhook/properties/url/pattern", "schema Webhook, property url, pattern"],
  ["components/schemas/Webhook/properties", "schema Webhook, properties"],
  ["paths/~1agent~1v0~1webhooks/post/requestBody/content", "POST /agent/v0/webhooks, requestBody/content"],
  ["paths/~1agent~1v0~1webhooks/post/parameters/1", "POST /agent/v0/webhooks, parameter 1"],
  ["paths/~1elsewhere/parameters/0", "/elsewhere, parameter 0"],
  ["info/description", "info.description"],
])("%s is %s", (path, words) => {
  expect(describePlace(`specs/webhooks.yaml#/${path}`)).toBe(`specs/webhooks.yaml: ${words}`);
});

test("the operations of a spec are in its order", () => {
  expect(operationIdsOf("webhooks")).toEqual(Object.keys(operations));
  expect(operationIdsOf("delivery")).toEqual(Object.keys(deliveryOperations));
  expect(operationIdsOf("all")).toEqual([...operationIdsOf("webhooks"), ...operationIdsOf("delivery")]);
});

test("a place without a pointer is left as it is", () => {
  expect(describePlace("HEAD^:specs/webhooks.yaml")).toBe("HEAD^:specs/webhooks.yaml");
});

test("the headers of an event have the names that the spec gives them", async () => {
  const spec: unknown = parse(await readFile(WEBHOOKS_SPEC, "utf8"));
  const event = "specs/webhooks.yaml#/webhooks/message.received/post/parameters";
  const references = at(spec, event) as { $ref: string }[];
  expect(references.map((_, index) => describePlace(`${event}/${index}`))).toEqual(
    references.map(({ $ref }) => `specs/webhooks.yaml: event message.received, parameter ${at(spec, `${$ref}/name`)}`),
  );
});

test.each([
  [operationPointer(operations.getWebhook), "webhooks.yaml#/paths/~1agent~1v0~1webhooks~1{webhook_id}/get"],
  [operationPointer(deliveryOperations.publishEvent), "delivery.yaml#/paths/~1delivery~1v0~1events/post"],
  [
    parameterPointer(deliveryOperations.getDelivery, "delivery_id"),
    "delivery.yaml#/paths/~1delivery~1v0~1deliveries~1{delivery_id}/parameters/0",
  ],
  [eventPointer("message.sent"), "webhooks.yaml#/webhooks/message.sent/post"],
  [eventPointer("webhook.disabled"), "delivery.yaml#/webhooks/webhook.disabled/post"],
  [schemaPointer("Webhook"), "webhooks.yaml#/components/schemas/Webhook"],
  [schemaPointer("Recovery"), "delivery.yaml#/components/schemas/Recovery"],
  // Several schemas are the same; the name of the field says which is meant.
  [schemaPointer("CreateWebhookRequest", ["properties", "inbox_ids"]), "webhooks.yaml#/components/schemas/InboxIds"],
  [schemaPointer("CreateWebhookRequest", ["properties", "pod_ids"]), "webhooks.yaml#/components/schemas/PodIds"],
  [schemaPointer("UpdateWebhookRequest", ["properties", "add_pod_ids"]), "webhooks.yaml#/components/schemas/PodIds"],
])("%s", (pointer, expected) => {
  expect(pointer).toBe(`specs/${expected}`);
});

test("pointers lead to something in the spec, as it is written", async () => {
  const spec: unknown = parse(await readFile(WEBHOOKS_SPEC, "utf8"));
  const all = Object.values<Operation>(operations).flatMap((operation) => [
    operationPointer(operation),
    ...Object.keys(operation.responses).map((status) => operationPointer(operation, "responses", status)),
    ...Object.keys({ ...operation.parameters.path, ...operation.parameters.query }).map((name) =>
      parameterPointer(operation, name),
    ),
    ...bodyCases(operation.id as keyof typeof operations, "https://example.com/x").map(({ pointer }) => pointer),
    ...queryCases(operation.id as keyof typeof operations).map(({ pointer }) => pointer),
  ]);
  const wide = schemaPointer("ListWebhooksResponse", [
    "properties",
    "webhooks",
    "items",
    "properties",
    "secret",
    "pattern",
  ]);
  expect(wide).toBe("specs/webhooks.yaml#/components/schemas/Secret/pattern");
  for (const one of new Set([...all, wide, pointer("info", "description")])) {
    expect(at(spec, one), one).toBeDefined();
  }
});

function at(spec: unknown, pointer: string): unknown {
  const [, path = ""] = pointer.split("#/");
  return path
    .split("/")
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((value, segment) => (value as Record<string, unknown> | undefined)?.[segment], spec);
}
