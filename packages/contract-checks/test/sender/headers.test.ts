import { expect, test } from "vitest";
import { headerValue, jsonOf, signedPartsOf } from "../../src/sender/headers.ts";
import { deliveryRequest } from "./delivery-request.ts";

test("a value is that of webhook-*, and that of svix-* without it", () => {
  const both = deliveryRequest({ headers: { "webhook-id": "a", "svix-id": "b" } });
  expect(headerValue(both, "id")).toBe("a");
  expect(headerValue(deliveryRequest({ headers: { "webhook-id": undefined, "svix-id": "b" } }), "id")).toBe("b");
  const neither = deliveryRequest({ headers: { "webhook-id": undefined, "svix-id": undefined } });
  expect(headerValue(neither, "id")).toBeUndefined();
});

test("what a signature covers is known if there are an id and a timestamp", () => {
  const request = deliveryRequest({ id: "evt_1", timestamp: "1614265330", body: "{}" });
  expect(signedPartsOf(request)).toEqual({ id: "evt_1", timestamp: "1614265330", body: Buffer.from("{}") });
  for (const name of ["id", "timestamp"]) {
    const headers = { [`webhook-${name}`]: undefined, [`svix-${name}`]: undefined };
    expect(signedPartsOf(deliveryRequest({ headers }))).toBeUndefined();
  }
});

test.each([
  ["JSON", Buffer.from('{"a":"ü"}'), { a: "ü" }],
  ["a text that is no JSON", Buffer.from("{"), undefined],
  ["invalid UTF-8", Buffer.from('{"a":"ü"}', "latin1"), undefined],
  ["a byte order mark", Buffer.from("\ufeff{}"), undefined],
])("the body is %s", (_, body, value) => {
  expect(jsonOf(deliveryRequest({ body }))).toEqual(value);
});

test("a body is parsed once", () => {
  const request = deliveryRequest();
  expect(jsonOf(request)).toBe(jsonOf(request));
});
