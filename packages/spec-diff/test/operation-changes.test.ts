/** Changes of operations, events and whole documents. For schemas, see schema-changes.test.ts. */
import { expect, test } from "vitest";
import { compareWithOasdiff } from "../src/rules/oasdiff.ts";
import type { Json, JsonObject } from "../src/spec/json.ts";
import { operationsOf } from "../src/spec/operation.ts";
import { describeChange, describePairs, diff, toDocument } from "./support.ts";

const document = (more: JsonObject): JsonObject => ({
  openapi: "3.1.0",
  info: { title: "Things", version: "1.0.0" },
  paths: {},
  ...more,
});
const operation = (more: JsonObject = {}): JsonObject => ({ operationId: "getThing", responses: {}, ...more });
const path = (more: JsonObject, item: JsonObject = {}): JsonObject =>
  document({ paths: { "/things": { get: operation(more), ...item } } });
const event = (more: JsonObject): JsonObject =>
  document({ webhooks: { "thing.made": { post: { operationId: "onThing", responses: {}, ...more } } } });
const q = (more: JsonObject = {}): JsonObject => ({ name: "q", in: "query", schema: {}, ...more });
const json = (schema: Json = {}): JsonObject => ({ "application/json": { schema } });
const schemes = (more: JsonObject): JsonObject => ({ components: { securitySchemes: more } });
const secured = (requirements: Json, more: JsonObject = {}, of: JsonObject = {}): JsonObject => ({
  ...path({ ...(requirements !== null && { security: requirements }), ...of }),
  ...schemes({
    token: { type: "http", scheme: "bearer" },
    key: { type: "apiKey", in: "header", name: "x-key" },
    oauth: { type: "oauth2", flows: { clientCredentials: { tokenUrl: "https://example.com", scopes: {} } } },
  }),
  ...more,
});

/** Pairs of documents, compared in both directions. */
const pairs: Readonly<Record<string, readonly [JsonObject, JsonObject]>> = {
  "the dialect of schemas": [
    document({ jsonSchemaDialect: "https://example.com/a" }),
    document({ jsonSchemaDialect: "https://example.com/b" }),
  ],
  "a dialect or none": [document({ jsonSchemaDialect: "https://example.com/a" }), document({})],
  "where it is served": [
    document({ servers: [{ url: "https://a.example.com" }, { url: "https://b.example.com" }, {}] }),
    document({ servers: [{ url: "https://b.example.com" }, { url: "https://c.example.com" }] }),
  ],
  "another title and description": [
    document({ info: { title: "A" } }),
    document({ info: { title: "B", version: "2" } }),
  ],
  "no information": [{ openapi: "3.1.0", paths: {} }, document({})],
  "an operation": [path({}), document({})],
  "one of two operations of a path": [path({}, { delete: operation({ operationId: "b" }) }), path({})],
  "every method": [
    document({
      paths: {
        "/things": Object.fromEntries(
          ["get", "put", "post", "delete", "options", "head", "patch", "trace"].map((method) => [
            method,
            operation({ operationId: method }),
          ]),
        ),
      },
    }),
    document({ paths: { "/things": {} } }),
  ],
  "what is no method": [path({}, { summary: "s", "x-internal": { a: 1 } }), path({})],
  "an event": [event({}), document({})],
  "an event of another name": [event({}), document({ webhooks: { "thing.lost": { post: operation() } } })],
  "an operation and an event of one name": [
    document({ paths: { a: { post: operation({ requestBody: { content: json() } }) } } }),
    document({ webhooks: { a: { post: operation({ requestBody: { content: json() } }) } } }),
  ],
  "the name of an operation": [path({}), path({ operationId: "readThing" })],
  "an operation without a name": [
    path({ operationId: 5 }),
    path({ operationId: 6, parameters: [q({ required: true })] }),
  ],
  "the name of an event's operation": [event({}), event({ operationId: "other" })],
  "the name of a parameter in the path": [
    document({
      paths: {
        "/{a}/{b}": {
          get: operation({
            parameters: [
              { name: "a", in: "path" },
              { name: "b", in: "path" },
            ],
          }),
        },
      },
    }),
    document({
      paths: {
        "/{x}/{y}": {
          get: operation({
            parameters: [
              { name: "y", in: "path" },
              { name: "x", in: "path" },
            ],
          }),
        },
      },
    }),
  ],
  "a parameter": [path({ parameters: [q()] }), path({})],
  "a parameter that is needed": [path({ parameters: [q({ required: true })] }), path({ parameters: [q()] })],
  "a new parameter that is needed": [path({}), path({ parameters: [q({ required: true })] })],
  "a parameter in another place": [path({ parameters: [q()] }), path({ parameters: [q({ in: "header" })] })],
  "a parameter of the path item": [
    path({}, { parameters: [q({ style: "form" })] }),
    path({ parameters: [q({ style: "spaceDelimited" })] }),
  ],
  "a parameter that stands in for one of the path item": [
    path({ parameters: [q({ explode: false })] }, { parameters: [q({ explode: true })] }),
    path({ parameters: [q({ explode: false })] }),
  ],
  "a header by another case": [
    path({ parameters: [q({ in: "header", name: "X-Thing" })] }),
    path({ parameters: [q({ in: "header", name: "x-thing" })] }),
  ],
  "a query parameter by another case": [path({ parameters: [q()] }), path({ parameters: [q({ name: "Q" })] })],
  "a parameter that is referred to": [
    { ...path({ parameters: [{ $ref: "#/components/parameters/Q" }] }), components: { parameters: { Q: q() } } },
    {
      ...path({ parameters: [{ $ref: "#/components/parameters/Q" }] }),
      components: { parameters: { Q: q({ explode: false }) } },
    },
  ],
  "the style of a query parameter": [path({ parameters: [q()] }), path({ parameters: [q({ style: "deepObject" })] })],
  "the style of a query parameter as it is anyway": [
    path({ parameters: [q()] }),
    path({ parameters: [q({ style: "form", explode: true })] }),
  ],
  "the style of a cookie as it is anyway": [
    path({ parameters: [q({ in: "cookie" })] }),
    path({ parameters: [q({ in: "cookie", style: "form" })] }),
  ],
  "the style of a header as it is anyway": [
    path({ parameters: [q({ in: "header" })] }),
    path({ parameters: [q({ in: "header", style: "simple", explode: false })] }),
  ],
  "how a list is written": [path({ parameters: [q({ explode: false })] }), path({ parameters: [q()] })],
  "a style that explodes no more": [path({ parameters: [q({ style: "pipeDelimited" })] }), path({ parameters: [q()] })],
  "reserved characters": [path({ parameters: [q({ allowReserved: true })] }), path({ parameters: [q()] })],
  "empty values": [
    path({ parameters: [q({ allowEmptyValue: true })] }),
    path({ parameters: [q({ allowEmptyValue: false })] }),
  ],
  "a parameter as JSON": [
    path({ parameters: [q({ content: json({ type: "string" }) })] }),
    path({ parameters: [q({ schema: { type: "string" } })] }),
  ],
  "the schema of a parameter as JSON": [
    path({ parameters: [q({ content: json({ type: "string" }) })] }),
    path({ parameters: [q({ content: json({ type: "number" }) })] }),
  ],
  "a parameter without a schema": [
    path({ parameters: [{ name: "q", in: "query" }] }),
    path({ parameters: [q({ schema: { type: "string" } })] }),
  ],
  "the style of a header of an event": [
    event({ parameters: [q({ in: "header" })] }),
    event({ parameters: [q({ in: "header", explode: true })] }),
  ],
  "a header of an event": [event({ parameters: [q({ in: "header", required: true })] }), event({})],
  "a header of an event that may be missing": [
    event({ parameters: [q({ in: "header", required: true })] }),
    event({ parameters: [q({ in: "header" })] }),
  ],
  "the schema of a header of an event": [
    event({ parameters: [q({ in: "header", schema: { type: "string" } })] }),
    event({ parameters: [q({ in: "header", schema: { type: "string", minLength: 1 } })] }),
  ],
  "a body": [path({ requestBody: { content: json() } }), path({})],
  "a body that is needed": [
    path({ requestBody: { required: true, content: json() } }),
    path({ requestBody: { content: json() } }),
  ],
  "a media type of a body": [
    path({ requestBody: { content: { ...json(), "text/plain": {} } } }),
    path({ requestBody: { content: json() } }),
  ],
  "a body without content": [path({ requestBody: {} }), path({ requestBody: { content: json() } })],
  "the payload of an event": [
    event({ requestBody: { required: true, content: json() } }),
    event({ requestBody: { content: json() } }),
  ],
  "an event without payload": [event({ requestBody: { required: true, content: json() } }), event({})],
  "a media type of an event": [
    event({ requestBody: { content: { ...json(), "text/plain": {} } } }),
    event({ requestBody: { content: json() } }),
  ],
  "a success status": [path({ responses: { 200: {}, 204: {} } }), path({ responses: { 200: {} } })],
  "a failure status": [path({ responses: { 200: {}, 404: {} } }), path({ responses: { 200: {} } })],
  "a range of statuses": [path({ responses: { "2XX": {}, "4XX": {}, default: {} } }), path({ responses: {} })],
  "a range that stays": [
    path({ responses: { default: { content: json({ type: "string" }) } } }),
    path({ responses: { default: { content: json({ type: "number" }) } } }),
  ],
  "a media type of a response": [
    path({ responses: { 200: { content: { ...json(), "text/plain": {} } } } }),
    path({ responses: { 200: { content: json() } } }),
  ],
  "a header of a response": [
    path({ responses: { 200: { headers: { "X-Thing": { schema: {} } } } } }),
    path({ responses: { 200: {} } }),
  ],
  "a header of a response that may be missing": [
    path({ responses: { 200: { headers: { "X-Thing": { required: true, schema: {} } } } } }),
    path({ responses: { 200: { headers: { "x-thing": { schema: {} } } } } }),
  ],
  "the schema of a header of a response": [
    path({ responses: { 200: { headers: { "X-Thing": { schema: { type: "string" } } } } } }),
    path({ responses: { 200: { headers: { "x-thing": { schema: { type: "number" } } } } } }),
  ],
  "an answer of a receiver": [event({ responses: { 200: {}, 410: {} } }), event({ responses: { 200: {} } })],
  "a success of a receiver": [event({ responses: { "2XX": {}, 200: {} } }), event({ responses: { "2XX": {} } })],
  "a header of a receiver's answer": [
    event({ responses: { 200: { headers: { "X-Thing": { schema: {} } } } } }),
    event({ responses: { 200: {} } }),
  ],
  "a header that a receiver's answer needs": [
    event({ responses: { 200: { headers: { "X-Thing": { required: true, schema: {} } } } } }),
    event({ responses: { 200: {} } }),
  ],
  "a header that a receiver's answer needs or may have": [
    event({ responses: { 200: { headers: { "X-Thing": { required: true, schema: {} } } } } }),
    event({ responses: { 200: { headers: { "x-thing": { schema: {} } } } } }),
  ],
  "the schema of a header of a receiver's answer": [
    event({ responses: { 200: { headers: { "X-Thing": { schema: { type: "string" } } } } } }),
    event({ responses: { 200: { headers: { "X-Thing": { schema: { type: "string", maxLength: 5 } } } } } }),
  ],
  "the body of a receiver's answer": [
    event({ responses: { 200: { content: json({ type: "string" }) } } }),
    event({ responses: { 200: { content: json({ type: "string", maxLength: 5 }) } } }),
  ],
  "a token or none": [secured([{ token: [] }]), secured([])],
  "a token, or everyone": [secured([{ token: [] }]), secured([{ token: [] }, {}])],
  "a token of the whole document": [secured(null, { security: [{ token: [] }] }), secured([{ token: [] }])],
  "a token of the whole document, not here": [
    secured(null, { security: [{ token: [] }] }),
    secured([], { security: [{ token: [] }] }),
  ],
  "a scope": [secured([{ token: [] }]), secured([{ token: ["read"] }])],
  "another scope": [secured([{ token: ["read", "write"] }]), secured([{ token: ["read", "admin"] }])],
  "one of two ways": [secured([{ token: [] }, { key: [] }]), secured([{ token: [] }])],
  "both of two ways": [secured([{ token: [] }, { key: [] }]), secured([{ token: [], key: [] }])],
  "another scheme": [secured([{ token: ["read"] }]), secured([{ key: [] }])],
  "a scope of one of two ways": [
    secured([{ token: [] }, { key: [] }]),
    secured([{ token: ["read"] }, { key: ["read"] }]),
  ],
  "a scope, or another scheme": [secured([{ token: [] }]), secured([{ key: [] }, { token: ["read"] }])],
  "a scheme by another name": [
    secured([{ token: [] }]),
    secured(
      [{ bearer: [] }],
      schemes({ bearer: { type: "http", scheme: "Bearer", description: "d", bearerFormat: "JWT" } }),
    ),
  ],
  "a scheme by the same name": [
    secured([{ token: [] }]),
    secured([{ token: [] }], schemes({ token: { type: "http", scheme: "basic" } })),
  ],
  "where a key stands": [
    secured([{ key: [] }]),
    secured([{ key: [] }], schemes({ key: { type: "apiKey", in: "query", name: "x-key" } })),
  ],
  "where a token comes from": [
    secured([{ oauth: [] }]),
    secured([{ oauth: [] }], schemes({ oauth: { type: "oauth2", flows: { implicit: {} } } })),
  ],
  "a scheme that is not described": [
    secured([{ unknown: [] }]),
    secured([{ unknown: [] }, { other: [] }], { components: {} }),
  ],
  "whether a call may be repeated": [path({ "x-idempotent": true }), path({ "x-idempotent": false })],
  "by which field a call may be repeated": [
    path({ "x-idempotent": true, "x-idempotency-field": "id" }),
    path({ "x-idempotent": true, "x-idempotency-field": "key" }),
  ],
  "by which field, or by none": [path({ "x-idempotency-field": { b: 1, a: 2 } }), path({})],
  "the same field, written in another order": [
    path({ "x-idempotency-field": { b: 1, a: 2 } }),
    path({ "x-idempotency-field": { a: 2, b: 1 } }),
  ],
  "how large a body may be": [
    path({ requestBody: { "x-max-bytes": 100, content: json() } }),
    path({ requestBody: { "x-max-bytes": 50, content: json() } }),
  ],
  "a largest body or none": [
    path({ requestBody: { "x-max-bytes": 100, content: json() } }),
    path({ requestBody: { content: json() } }),
  ],
  "a largest payload of an event": [
    event({ requestBody: { "x-max-bytes": "100", content: json() } }),
    event({ requestBody: { "x-max-bytes": 100, content: json() } }),
  ],
  "an extension that is for people": [path({ "x-thing": 1 }), path({ "x-thing": 2 })],
  "one schema in many places": [
    {
      ...path({
        parameters: [q({ schema: { $ref: "#/components/schemas/A" } })],
        requestBody: { content: json({ $ref: "#/components/schemas/A" }) },
      }),
      components: { schemas: { A: { type: "string" } } },
    },
    {
      ...path({
        parameters: [q({ schema: { $ref: "#/components/schemas/A" } })],
        requestBody: { content: json({ $ref: "#/components/schemas/A" }) },
      }),
      components: { schemas: { A: { type: "string", maxLength: 5 } } },
    },
  ],
  "keys that have to be escaped": [
    document({
      paths: { "/a~b": { get: operation({ requestBody: { $ref: "#/components/requestBodies/a~1b~0c" } }) } },
      components: { requestBodies: { "a/b~c": { content: json({ type: "string" }) } } },
    }),
    document({
      paths: { "/a~b": { get: operation({ requestBody: { $ref: "#/components/requestBodies/a~1b~0c" } }) } },
      components: { requestBodies: { "a/b~c": { content: json({ type: "number" }) } } },
    }),
  ],
};

test("changes of operations, events and documents are reported as in operation-changes.txt", async () => {
  const describe = async (base: JsonObject, head: JsonObject) => (await diff(base, head)).map(describeChange);
  await expect(await describePairs(pairs, describe)).toMatchFileSnapshot("operation-changes.txt");
});

test.each(Object.entries(pairs))("%s: an equal document has no changes", async (_, [one]) => {
  expect(await diff(one, structuredClone(one))).toEqual([]);
});

test("a document that oasdiff cannot read is an error", async () => {
  const read = (value: JsonObject) => operationsOf(toDocument(value));
  const [[key, operation] = []] = read(path({ requestBody: { content: json() } }));
  if (key === undefined || !operation?.body) throw new Error("there is no operation");
  const broken = { ...operation, body: { ...operation.body, required: "yes" as unknown as boolean } };
  await expect(compareWithOasdiff(read(path({})), new Map([[key, broken]]))).rejects.toThrow(
    /^oasdiff, which compares the operations, failed: .*failed to load/,
  );
});
