/** Changes of operations, events and whole documents. For schemas, see schema-changes.test.ts. */
import { expect, test } from "vitest";
import type { Json, JsonObject } from "../src/spec/json.ts";
import { describeChange, describePairs, diff } from "./support.ts";

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
const query = (more: JsonObject = {}): JsonObject => path({ parameters: [q(more)] });
const eventHeader = (more: JsonObject = {}): JsonObject => event({ parameters: [q({ in: "header", ...more })] });
const body = (requestBody: JsonObject): JsonObject => path({ requestBody });
const payload = (requestBody: JsonObject): JsonObject => event({ requestBody });
const responses = (all: JsonObject): JsonObject => path({ responses: all });
const receiver = (all: JsonObject): JsonObject => event({ responses: all });
const served = (paths: JsonObject, ...urls: string[]): JsonObject =>
  document({ paths, servers: urls.map((url) => ({ url })) });
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

const bearer: JsonObject = { type: "http", scheme: "bearer" };
const twoTokens: JsonObject = schemes({ token: bearer, admin: bearer });
const securedEvent = (requirements: Json): JsonObject => ({ ...secured([]), ...event({ security: requirements }) });
const apiAndEvent: JsonObject = { ...event({}), ...path({ security: [] }) };

function pathParameters(template: string, ...names: string[]): JsonObject {
  const parameters = names.map((name) => ({ name, in: "path" }));
  return document({ paths: { [template]: { get: operation({ parameters }) } } });
}

function referencedParameter(parameter: JsonObject): JsonObject {
  return {
    ...path({ parameters: [{ $ref: "#/components/parameters/Q" }] }),
    components: { parameters: { Q: parameter } },
  };
}

function usedTwice(schema: Json): JsonObject {
  const $ref = "#/components/schemas/A";
  return {
    ...path({ parameters: [q({ schema: { $ref } })], requestBody: { content: json({ $ref }) } }),
    components: { schemas: { A: schema } },
  };
}

function escapedKeys(schema: Json): JsonObject {
  return document({
    paths: { "/a~b": { get: operation({ requestBody: { $ref: "#/components/requestBodies/a~1b~0c" } }) } },
    components: { requestBodies: { "a/b~c": { content: json(schema) } } },
  });
}

/** Pairs of documents, compared in both directions. */
const pairs: Readonly<Record<string, readonly [JsonObject, JsonObject]>> = {
  "the dialect of schemas": [
    document({ jsonSchemaDialect: "https://example.com/a" }),
    document({ jsonSchemaDialect: "https://example.com/b" }),
  ],
  "a dialect or none": [document({ jsonSchemaDialect: "https://example.com/a" }), document({})],
  "the default dialect or none": [
    document({ jsonSchemaDialect: "https://spec.openapis.org/oas/3.1/dialect/base" }),
    document({}),
  ],
  "the dialect of JSON Schema or none": [
    document({ jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema" }),
    document({}),
  ],
  "the servers": [
    document({ servers: [{ url: "https://a.example.com" }, { url: "https://b.example.com" }, {}] }),
    document({ servers: [{ url: "https://b.example.com" }, { url: "https://c.example.com" }] }),
  ],
  "the path of the only server": [
    document({ servers: [{ url: "https://a.example.com/v1" }] }),
    document({ servers: [{ url: "https://a.example.com/v2/" }] }),
  ],
  "the path of one of two servers": [
    document({ servers: [{ url: "/" }, { url: "/v1" }] }),
    document({ servers: [{ url: "https://a.example.com" }, { url: "/v2" }] }),
  ],
  "a server, its path in a variable, and the same": [
    document({
      servers: [{ url: "{origin}/{path}", variables: { origin: { default: "https://a.b" }, path: { default: "v1" } } }],
    }),
    document({ servers: [{ url: "https://a.b/v1" }] }),
  ],
  "the default of a variable in the path of a server": [
    document({ servers: [{ url: "/{version}", variables: { version: { default: "v1" } } }] }),
    document({ servers: [{ url: "/{version}", variables: { version: { default: "v2" } } }] }),
  ],
  "the default of a variable in the host of a server": [
    document({ servers: [{ url: "https://{region}.example.com", variables: { region: { default: "eu" } } }] }),
    document({ servers: [{ url: "https://{region}.example.com", variables: { region: { default: "us" } } }] }),
  ],
  "the default of a variable that has both values": [
    document({ servers: [{ url: "/{version}", variables: { version: { enum: ["v1", "v2"], default: "v1" } } }] }),
    document({ servers: [{ url: "/{version}", variables: { version: { enum: ["v1", "v2"], default: "v2" } } }] }),
  ],
  "a value of a variable": [
    document({ servers: [{ url: "/{version}", variables: { version: { enum: ["v1", "v2"], default: "v2" } } }] }),
    document({ servers: [{ url: "/{version}", variables: { version: { enum: ["v2"], default: "v2" }, other: {} } }] }),
  ],
  "values of two variables": [
    document({
      servers: [{ url: "{a}/{b}", variables: { a: { enum: ["/a", "/b"], default: "/a" }, b: { default: "x" } } }],
    }),
    document({ servers: [{ url: "/a/x" }, { url: "/b/x/" }] }),
  ],
  "the servers of an operation": [
    path({ servers: [{ url: "https://a.example.com" }, { url: "https://b.example.com/v1" }] }),
    path({ servers: [{ url: "https://c.example.com" }] }),
  ],
  "the servers of a path": [
    path({}, { servers: [{ url: "https://a.example.com/v1" }] }),
    path({}, { servers: [{ url: "https://a.example.com/v2" }] }),
  ],
  "an operation's server, those of its path before and after": [
    path({ servers: [{ url: "/v1" }] }, { servers: [{ url: "/v2" }] }),
    path({ servers: [{ url: "/v1" }] }, { servers: [{ url: "/v3" }] }),
  ],
  "an operation's server and the same of the document": [
    path({ servers: [{ url: "/v1" }] }),
    { ...path({}), servers: [{ url: "/v1" }] },
  ],
  "an operation's server, and the document's": [
    { ...path({}), servers: [{ url: "/v1" }] },
    { ...path({ servers: [{ url: "/v2" }] }), servers: [{ url: "/v1" }] },
  ],
  "an operation's servers become none, which is /": [path({ servers: [{ url: "/v1" }] }), path({ servers: [] })],
  "the document's server, where each operation has its own": [
    { ...path({ servers: [{ url: "/v1" }] }), servers: [{ url: "/a" }] },
    { ...path({ servers: [{ url: "/v1" }] }), servers: [{ url: "/b" }] },
  ],
  "the servers of an event, which its receiver replaces": [
    event({ servers: [{ url: "/v1" }] }),
    event({ servers: [{ url: "/v2" }] }),
  ],
  "the servers of a document with events only": [
    { ...event({}), servers: [{ url: "/v1" }] },
    { ...event({}), servers: [{ url: "/v2" }] },
  ],
  "a server and none": [document({ servers: [{ url: "/api" }] }), document({})],
  "the server / and none": [document({ servers: [{ url: "/" }] }), document({ servers: [] })],
  "a base path that moves from every server to the paths": [
    served({ "/things/{a}": { get: operation() } }, "https://a.example.com/v1", "https://b.example.com/v1/"),
    served({ "/v1/things/{b}": { get: operation() } }, "https://a.example.com", "https://b.example.com/"),
  ],
  "a base path that moves from a relative server to the paths": [
    served({ "/things": { get: operation() } }, "/v1"),
    served({ "/v1/things": { get: operation() } }),
  ],
  "a base path that moves from the server of a path to the paths": [
    path({}, { servers: [{ url: "https://a.example.com/v1" }] }),
    served({ "/v1/things": { get: operation() } }, "https://a.example.com"),
  ],
  "a base path that moves, another host and an operation": [
    served(
      { "/things": { get: operation() }, "/others": { get: operation({ operationId: "getOther" }) } },
      "https://a.example.com/v1",
    ),
    served({ "/v1/things": { get: operation() } }, "https://b.example.com"),
  ],
  "a base path that moves to the paths, but the operation has another server": [
    served({ "/things": { get: operation() } }, "/v1"),
    served({ "/v1/things": { get: operation({ servers: [{ url: "/api" }] }) } }),
  ],
  "a base path that moves to the paths, but another server has none": [
    served({ "/things": { get: operation() } }, "/v1", "/"),
    served({ "/v1/things": { get: operation() } }),
  ],
  "the base path of the only server, and an operation": [
    served({ "/things": { get: operation() } }, "https://a.example.com/v1"),
    served({ "/things": { get: operation() } }, "https://a.example.com/v2"),
  ],
  "another title and description": [
    document({ info: { title: "A" } }),
    document({ info: { title: "B", version: "2" } }),
  ],
  "no info": [{ openapi: "3.1.0", paths: {} }, document({})],
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
  "a path item field that is not a method": [path({}, { summary: "s", "x-internal": { a: 1 } }), path({})],
  "an event": [event({}), document({})],
  "a renamed event": [event({}), document({ webhooks: { "thing.lost": { post: operation() } } })],
  "an operation and an event with the same name": [
    document({ paths: { a: { post: operation({ requestBody: { content: json() } }) } } }),
    document({ webhooks: { a: { post: operation({ requestBody: { content: json() } }) } } }),
  ],
  "the id of an operation": [path({}), path({ operationId: "readThing" })],
  "an operation without an id": [
    path({ operationId: 5 }),
    path({ operationId: 6, parameters: [q({ required: true })] }),
  ],
  "the operation id of an event": [event({}), event({ operationId: "other" })],
  "the name of a path parameter": [pathParameters("/{a}/{b}", "a", "b"), pathParameters("/{x}/{y}", "y", "x")],
  "a parameter": [query(), path({})],
  "a required parameter": [query({ required: true }), query()],
  "a new required parameter": [path({}), query({ required: true })],
  "a parameter in another place": [query(), query({ in: "header" })],
  "a parameter of the path item": [
    path({}, { parameters: [q({ style: "form" })] }),
    query({ style: "spaceDelimited" }),
  ],
  "a parameter that overrides one of the path item": [
    path({ parameters: [q({ explode: false })] }, { parameters: [q({ explode: true })] }),
    query({ explode: false }),
  ],
  "the case of a header name": [query({ in: "header", name: "X-Thing" }), query({ in: "header", name: "x-thing" })],
  "the case of a query parameter name": [query(), query({ name: "Q" })],
  "a referenced parameter": [referencedParameter(q()), referencedParameter(q({ explode: false }))],
  "the style of a query parameter": [query(), query({ style: "deepObject" })],
  "the default style of a query parameter": [query(), query({ style: "form", explode: true })],
  "the default style of a cookie": [query({ in: "cookie" }), query({ in: "cookie", style: "form" })],
  "the default style of a header": [query({ in: "header" }), query({ in: "header", style: "simple", explode: false })],
  "the default of explode": [query({ explode: false }), query()],
  "an unknown type of a parameter that is the same": [
    query({ schema: { type: "any" } }),
    query({ schema: { type: "any" }, description: "other" }),
  ],
  "a style without explode": [query({ style: "pipeDelimited" }), query()],
  "reserved characters": [query({ allowReserved: true }), query()],
  "empty values": [query({ allowEmptyValue: true }), query({ allowEmptyValue: false })],
  "a parameter as JSON": [query({ content: json({ type: "string" }) }), query({ schema: { type: "string" } })],
  "the schema of a parameter as JSON": [
    query({ content: json({ type: "string" }) }),
    query({ content: json({ type: "number" }) }),
  ],
  "the case and the charset of a parameter as JSON": [
    query({ content: json({ type: "string" }) }),
    query({ content: { "Application/JSON; charset=utf-8": { schema: { type: "string" } } } }),
  ],
  "the charset of a parameter as text": [
    query({ content: { "text/plain;charset=utf-8": {} } }),
    query({ content: { "text/plain": {} } }),
  ],
  "a parameter without a schema": [
    path({ parameters: [{ name: "q", in: "query" }] }),
    query({ schema: { type: "string" } }),
  ],
  "the style of a header of an event": [eventHeader(), eventHeader({ explode: true })],
  "the style of a header of a response": [
    responses({ 200: { headers: { "X-Thing": { schema: { type: "array" } }, "X-Text": { schema: {} } } } }),
    responses({
      200: { headers: { "x-thing": { explode: true, schema: { type: "array" } }, "x-text": { content: json() } } },
    }),
  ],
  "the style of a header of a receiver response": [
    receiver({ 200: { headers: { "X-Text": { schema: {} } } } }),
    receiver({ 200: { headers: { "X-Text": { content: json() } } } }),
  ],
  "a header of an event": [eventHeader({ required: true }), event({})],
  "an optional header of an event": [eventHeader({ required: true }), eventHeader()],
  "the schema of a header of an event": [
    eventHeader({ schema: { type: "string" } }),
    eventHeader({ schema: { type: "string", minLength: 1 } }),
  ],
  "a body": [body({ content: json() }), path({})],
  "a required body": [body({ required: true, content: json() }), body({ content: json() })],
  "a media type of a body": [body({ content: { ...json(), "text/plain": {} } }), body({ content: json() })],
  "a body without content": [body({}), body({ content: json() })],
  "the payload of an event": [payload({ required: true, content: json() }), payload({ content: json() })],
  "an event without payload": [payload({ required: true, content: json() }), event({})],
  "a media type of an event": [payload({ content: { ...json(), "text/plain": {} } }), payload({ content: json() })],
  "a media type of an event within a range": [
    payload({ content: { "application/*": {} } }),
    payload({ content: { ...json(), "application/cloudevents+json": {} } }),
  ],
  "a range and two of its media types": [
    responses({ 200: { content: { "application/*": { schema: { type: "object" } } } } }),
    responses({
      200: { content: { ...json({ type: "object" }), "application/hal+json": { schema: { type: "string" } } } },
    }),
  ],
  "a success status": [responses({ 200: {}, 204: {} }), responses({ 200: {} })],
  "an error status": [responses({ 200: {}, 404: {} }), responses({ 200: {} })],
  "a range of statuses": [responses({ "2XX": {}, "4XX": {}, default: {} }), responses({})],
  "a status range in both": [
    responses({ default: { content: json({ type: "string" }) } }),
    responses({ default: { content: json({ type: "number" }) } }),
  ],
  "a media type of a response": [
    responses({ 200: { content: { ...json(), "text/plain": {} } } }),
    responses({ 200: { content: json() } }),
  ],
  "a header of a response": [responses({ 200: { headers: { "X-Thing": { schema: {} } } } }), responses({ 200: {} })],
  "an optional response header": [
    responses({ 200: { headers: { "X-Thing": { required: true, schema: {} } } } }),
    responses({ 200: { headers: { "x-thing": { schema: {} } } } }),
  ],
  "the schema of a header of a response": [
    responses({ 200: { headers: { "X-Thing": { schema: { type: "string" } } } } }),
    responses({ 200: { headers: { "x-thing": { schema: { type: "number" } } } } }),
  ],
  "a receiver response": [receiver({ 200: {}, 410: {} }), receiver({ 200: {} })],
  "a success response of a receiver": [receiver({ "2XX": {}, 200: {} }), receiver({ "2XX": {} })],
  "a header of a receiver response": [
    receiver({ 200: { headers: { "X-Thing": { schema: {} } } } }),
    receiver({ 200: {} }),
  ],
  "a required header of a receiver response": [
    receiver({ 200: { headers: { "X-Thing": { required: true, schema: {} } } } }),
    receiver({ 200: {} }),
  ],
  "an optional header of a receiver response": [
    receiver({ 200: { headers: { "X-Thing": { required: true, schema: {} } } } }),
    receiver({ 200: { headers: { "x-thing": { schema: {} } } } }),
  ],
  "the schema of a header of a receiver response": [
    receiver({ 200: { headers: { "X-Thing": { schema: { type: "string" } } } } }),
    receiver({ 200: { headers: { "X-Thing": { schema: { type: "string", maxLength: 5 } } } } }),
  ],
  "the body of a receiver response": [
    receiver({ 200: { content: json({ type: "string" }) } }),
    receiver({ 200: { content: json({ type: "string", maxLength: 5 }) } }),
  ],
  "a token or none": [secured([{ token: [] }]), secured([])],
  "a token or no authentication": [secured([{ token: [] }]), secured([{ token: [] }, {}])],
  "a token or no authentication, or none": [secured([{ token: [] }, {}]), secured([])],
  "a scheme of a type that is not known": [
    secured([{ token: [] }], schemes({ token: { type: "mutualTLS" } })),
    secured([{ token: [] }], schemes({ token: { type: "other" } })),
  ],
  "an API key without a name": [
    secured([{ key: [] }]),
    secured([{ key: [] }], schemes({ key: { type: "apiKey", in: "header" } })),
  ],
  "the default security": [secured(null, { security: [{ token: [] }] }), secured([{ token: [] }])],
  "the default security, overridden": [
    secured(null, { security: [{ token: [] }] }),
    secured([], { security: [{ token: [] }] }),
  ],
  "the security of an event": [securedEvent([{ token: [] }]), securedEvent([{ key: [] }, { token: [], key: [] }])],
  "the default security, and an event without": [
    { ...apiAndEvent, ...schemes({ token: bearer }), security: [{ token: [] }] },
    apiAndEvent,
  ],
  "the default security of a document with events only": [
    { ...event({}), ...schemes({ token: bearer }), security: [{ token: [] }] },
    event({}),
  ],
  "an event with a token or none": [securedEvent([{ token: [] }]), securedEvent([])],
  "an event with one of two schemes": [securedEvent([{ token: [] }, { key: [] }]), securedEvent([{ token: [] }])],
  "the scope of the token of an event": [securedEvent([{ token: ["read"] }]), securedEvent([{ token: ["write"] }])],
  "a scope": [secured([{ token: [] }]), secured([{ token: ["read"] }])],
  "another scope": [secured([{ token: ["read", "write"] }]), secured([{ token: ["read", "admin"] }])],
  "one of two alternatives": [secured([{ token: [] }, { key: [] }]), secured([{ token: [] }])],
  "both of two alternatives": [secured([{ token: [] }, { key: [] }]), secured([{ token: [], key: [] }])],
  "another scheme": [secured([{ token: ["read"] }]), secured([{ key: [] }])],
  "a scope of one of two alternatives": [
    secured([{ token: [] }, { key: [] }]),
    secured([{ token: ["read"] }, { key: ["read"] }]),
  ],
  "a scope, or another scheme": [secured([{ token: [] }]), secured([{ key: [] }, { token: ["read"] }])],
  "the name of a scheme": [
    secured([{ token: [] }]),
    secured(
      [{ bearer: [] }],
      schemes({ bearer: { type: "http", scheme: "Bearer", description: "d", bearerFormat: "JWT" } }),
    ),
  ],
  "another scheme of the same kind": [secured([{ token: [] }], twoTokens), secured([{ admin: [] }], twoTokens)],
  "another name of a scheme, in addition": [
    secured([{ token: [] }]),
    secured([{ token: [] }, { admin: [] }], twoTokens),
  ],
  "another scheme with the same name": [
    secured([{ token: [] }]),
    secured([{ token: [] }], schemes({ token: { type: "http", scheme: "basic" } })),
  ],
  "the location of an API key": [
    secured([{ key: [] }]),
    secured([{ key: [] }], schemes({ key: { type: "apiKey", in: "query", name: "x-key" } })),
  ],
  "the OAuth flow": [
    secured([{ oauth: [] }]),
    secured([{ oauth: [] }], schemes({ oauth: { type: "oauth2", flows: { implicit: {} } } })),
  ],
  "an undefined scheme": [secured([{ unknown: [] }]), secured([{ unknown: [] }, { other: [] }], { components: {} })],
  "x-idempotent": [path({ "x-idempotent": true }), path({ "x-idempotent": false })],
  "x-idempotency-field": [
    path({ "x-idempotent": true, "x-idempotency-field": "id" }),
    path({ "x-idempotent": true, "x-idempotency-field": "key" }),
  ],
  "no x-idempotency-field": [path({ "x-idempotency-field": { b: 1, a: 2 } }), path({})],
  "x-idempotency-field in another key order": [
    path({ "x-idempotency-field": { b: 1, a: 2 } }),
    path({ "x-idempotency-field": { a: 2, b: 1 } }),
  ],
  "x-max-bytes": [body({ "x-max-bytes": 100, content: json() }), body({ "x-max-bytes": 50, content: json() })],
  "no x-max-bytes": [body({ "x-max-bytes": 100, content: json() }), body({ content: json() })],
  "x-max-bytes of an event": [
    payload({ "x-max-bytes": "100", content: json() }),
    payload({ "x-max-bytes": 100, content: json() }),
  ],
  "x-max-bytes of events": [
    payload({ "x-max-bytes": 100, content: json() }),
    payload({ "x-max-bytes": 50, content: json() }),
  ],
  "no x-max-bytes of events": [payload({ "x-max-bytes": 100, content: json() }), payload({ content: json() })],
  "an unknown extension": [path({ "x-thing": 1 }), path({ "x-thing": 2 })],
  "a schema with several locations": [usedTwice({ type: "string" }), usedTwice({ type: "string", maxLength: 5 })],
  "a deprecated path": [path({ deprecated: true }), document({})],
  "a path before its sunset": [path({ deprecated: true, "x-sunset": "9999-01-01" }), document({})],
  "a path with an invalid sunset": [path({ deprecated: true, "x-sunset": "soon" }), document({})],
  "one of two operations of a path, deprecated": [
    path({}, { delete: operation({ operationId: "b", deprecated: true, "x-sunset": "2000-01-01" }) }),
    path({}),
  ],
  "one of two operations of a path, before its sunset": [
    path({}, { delete: operation({ operationId: "b", deprecated: true, "x-sunset": "9999-01-01" }) }),
    path({}),
  ],
  "one of two operations of a path, with an invalid sunset": [
    path({}, { delete: operation({ operationId: "b", deprecated: true, "x-sunset": 5 }) }),
    path({}),
  ],
  "the sunset of an operation": [
    path({ deprecated: true, "x-sunset": "9999-01-01" }),
    path({ deprecated: true, "x-sunset": "9998-01-01" }),
  ],
  "no sunset of an operation": [path({ deprecated: true, "x-sunset": "9999-01-01" }), path({ deprecated: true })],
  "a deprecated event": [event({ deprecated: true }), document({})],
  "an event before its sunset": [event({ deprecated: true, "x-sunset": "9999-01-01" }), document({})],
  "an event with an invalid sunset": [event({ deprecated: true, "x-sunset": "" }), document({})],
  "the sunset of an event": [
    event({ deprecated: true, "x-sunset": "9999-01-01" }),
    event({ deprecated: true, "x-sunset": "9998-01-01" }),
  ],
  "a deprecated parameter": [query({ deprecated: true }), path({})],
  "a parameter before its sunset": [query({ deprecated: true, "x-sunset": "9999-01-01" }), path({})],
  "a parameter with an invalid sunset": [query({ deprecated: true, "x-sunset": "1" }), path({})],
  "the sunset of a parameter": [
    query({ deprecated: true, "x-sunset": "9999-01-01" }),
    query({ deprecated: true, "x-sunset": "9998-01-01" }),
  ],
  "no sunset of a parameter": [query({ deprecated: true, "x-sunset": "9999-01-01" }), query({ deprecated: true })],
  "a deprecated field": [
    body({ content: json({ properties: { a: { type: "string", deprecated: true } } }) }),
    body({ content: json({ properties: {} }) }),
  ],
  "a deprecated field of a response": [
    responses({
      200: {
        content: json({
          required: ["b"],
          properties: { a: { type: "string", deprecated: true }, b: { type: "string", deprecated: true } },
        }),
      },
    }),
    responses({ 200: { content: json({ properties: {} }) } }),
  ],
  "a required body or none": [path({}), body({ required: true, content: json() })],
  "problem+json in a request": [body({ content: json() }), body({ content: { "application/problem+json": {} } })],
  "problem+json in a response": [
    responses({ 200: { content: json() } }),
    responses({ 200: { content: { "application/problem+json": {} } } }),
  ],
  "problem+json in an event": [payload({ content: json() }), payload({ content: { "application/problem+json": {} } })],
  "problem+json from a receiver": [
    receiver({ 200: { content: json() } }),
    receiver({ 200: { content: { "application/problem+json": {} } } }),
  ],
  "the case of a media type": [body({ content: json() }), body({ content: { "Application/JSON": { schema: {} } } })],
  "JSON with its charset": [
    responses({ 200: { content: json() } }),
    responses({ 200: { content: { 'application/json; charset="UTF-8"': { schema: {} } } } }),
  ],
  "text with a charset": [
    responses({ 200: { content: { "text/plain": {} } } }),
    responses({ 200: { content: { "text/plain;charset=utf-8": {} } } }),
  ],
  "text of requests with a charset": [
    body({ content: { "text/plain": {} } }),
    body({ content: { "text/plain;charset=utf-8": {} } }),
  ],
  "a range of media types in requests": [
    body({ content: json({ type: "string" }) }),
    body({ content: { "*/*": { schema: { type: "number" } }, "application/*": { schema: { type: "string" } } } }),
  ],
  "a media type beside its range in requests": [
    body({ content: { "application/*": { schema: { type: "object" } } } }),
    body({
      content: {
        "application/*": { schema: { type: "object" } },
        ...json({ type: "object", required: ["a"], properties: { a: { type: "string" } } }),
      },
    }),
  ],
  "a media type beside its range, from a receiver": [
    receiver({ 200: { content: { "*/*": { schema: {} } } } }),
    receiver({ 200: { content: { "*/*": { schema: {} }, ...json({ type: "object" }) } } }),
  ],
  "a range of media types in responses": [
    responses({ 200: { content: json() } }),
    responses({ 200: { content: { "application/*": { schema: {} } } } }),
  ],
  "a status and its range": [
    responses({ 200: { content: json({ type: "string" }) }, 404: {} }),
    responses({ "2XX": { content: json({ type: "string" }) }, "4XX": {} }),
  ],
  "a status with another body in its range": [
    responses({ 200: { content: json({ type: "string" }) } }),
    responses({ "2xx": { content: json({ type: "number" }) } }),
  ],
  "a range and two of its statuses": [
    responses({ "2XX": { content: json({ type: "string" }) } }),
    responses({ 200: { content: json({ type: "string" }) }, 201: { content: json({ type: "number" }) } }),
  ],
  "a status beside its range": [
    responses({ "4XX": { content: json({ type: "object" }), headers: { "X-Thing": { schema: {} } } } }),
    responses({
      "4XX": { content: json({ type: "object" }), headers: { "X-Thing": { schema: {} } } },
      409: { content: json({ type: "string" }), headers: { "X-Thing": { schema: {} } } },
      422: { content: { "text/plain": {} } },
      404: { content: json({ type: "object" }), headers: { "X-Thing": { schema: {} } } },
    }),
  ],
  "a range and a status beside the default": [
    responses({ default: { content: json({ type: "object" }) } }),
    responses({
      default: { content: json({ type: "object" }) },
      "4XX": { content: json({ type: "string" }) },
      404: { content: json({ type: "object" }) },
    }),
  ],
  "a status without its range": [
    responses({ 200: { content: json({ type: "string" }) }, "2XX": { content: json({ type: "number" }) } }),
    responses({ 200: { content: json({ type: "string" }) } }),
  ],
  "a status of a receiver beside its range": [
    receiver({ "2XX": {}, "4XX": {} }),
    receiver({ "2XX": {}, "4XX": {}, 204: { headers: { "X-Thing": { required: true } } }, 410: {} }),
  ],
  "a status and the default": [responses({ 200: {}, 404: {} }), responses({ default: {} })],
  "a success status beside the default, which remains for all": [
    responses({ 200: { content: json({ type: "string" }) }, default: { content: json({ type: "string" }) } }),
    responses({ default: { content: json({ type: "string" }) } }),
  ],
  "a success status beside the default, which has another body for all": [
    responses({ 200: { content: json({ type: "string" }) }, default: {} }),
    responses({ default: { content: json({ type: "number" }) } }),
  ],
  "the default, which alone describes successes": [responses({ default: {}, 404: {} }), responses({ 404: {} })],
  "the default of a receiver, which alone describes successes": [receiver({ default: {} }), receiver({ 200: {} })],
  "a success status beside another one and the default": [
    responses({ 200: {}, 204: {}, default: { content: json() } }),
    responses({ 200: {}, default: { content: json() } }),
  ],
  "an error status beside a success status and the default": [
    responses({ 200: {}, 404: { content: json() }, default: { content: json() } }),
    responses({ 200: {}, default: { content: json() } }),
  ],
  "a success status of a receiver beside another one and the default": [
    receiver({ 200: {}, 204: {}, default: {} }),
    receiver({ 200: {}, default: {} }),
  ],
  "an error status of a receiver and its range": [receiver({ 410: {} }), receiver({ "4XX": {} })],
  "a header parameter Authorization": [
    path({}),
    path({ parameters: [q({ in: "header", name: "AUTHORIZATION", required: true })] }),
  ],
  "header parameters that OpenAPI ignores": [
    path({ parameters: [q({ in: "header", name: "Accept" }), q({ in: "header", name: "content-type" })] }),
    path({}),
  ],
  "a query parameter called Authorization": [query({ name: "Authorization" }), path({})],
  "a response header Content-Type": [responses({ 200: { headers: { "Content-Type": {} } } }), responses({ 200: {} })],
  "a response header Authorization": [responses({ 200: { headers: { Authorization: {} } } }), responses({ 200: {} })],
  "explode of an object in a header": [
    responses({ 200: { headers: { "X-Thing": { schema: { type: "object" } } } } }),
    responses({ 200: { headers: { "X-Thing": { explode: true, schema: { type: "object" } } } } }),
  ],
  "explode of a deepObject, which is exploded anyway": [
    query({ style: "deepObject" }),
    query({ style: "deepObject", explode: true }),
  ],
  "explode of a parameter without items": [
    query({ schema: { type: "string" } }),
    query({ schema: { type: "string" }, explode: false }),
  ],
  "a required path parameter": [
    document({ paths: { "/{a}": { get: operation({ parameters: [{ name: "a", in: "path" }] }) } } }),
    document({ paths: { "/{a}": { get: operation({ parameters: [{ name: "a", in: "path", required: true }] }) } } }),
  ],
  "fields beside the reference of a parameter": [
    referencedParameter(q()),
    {
      ...path({ parameters: [{ $ref: "#/components/parameters/Q", required: true, name: "r" }] }),
      components: { parameters: { Q: q() } },
    },
  ],
  "fields beside the reference of a path item": [
    document({ paths: { "/a": { $ref: "#/x-item", get: operation() } }, "x-item": { delete: operation() } }),
    document({ paths: { "/a": { $ref: "#/x-item" } }, "x-item": { delete: operation() } }),
  ],
  "the description of an OAuth scope": [
    secured([{ oauth: ["a"] }]),
    secured(
      [{ oauth: ["a"] }],
      schemes({
        oauth: {
          type: "oauth2",
          "x-docs": "d",
          flows: {
            "x-docs": {},
            clientCredentials: { tokenUrl: "https://example.com", refreshUrl: "https://a", scopes: { a: "d" } },
          },
        },
      }),
    ),
  ],
  "an additional OAuth flow": [
    secured([{ oauth: [] }]),
    secured(
      [{ oauth: [] }],
      schemes({
        oauth: {
          type: "oauth2",
          flows: { clientCredentials: { tokenUrl: "https://example.com" }, password: { tokenUrl: "https://b" } },
        },
      }),
    ),
  ],
  "the token URL of an OAuth flow": [
    secured([{ oauth: [] }]),
    secured(
      [{ oauth: [] }],
      schemes({ oauth: { type: "oauth2", flows: { clientCredentials: { tokenUrl: "https://other" } } } }),
    ),
  ],
  "the case of the header of an API key": [
    secured([{ key: [] }]),
    secured([{ key: [] }], schemes({ key: { type: "apiKey", in: "header", name: "X-Key", scheme: "ignored" } })),
  ],
  "the case of a query parameter with an API key": [
    secured([{ key: [] }], schemes({ key: { type: "apiKey", in: "query", name: "key" } })),
    secured([{ key: [] }], schemes({ key: { type: "apiKey", in: "query", name: "Key" } })),
  ],
  "mutual TLS": [
    secured([{ tls: [] }], schemes({ tls: { type: "mutualTLS", description: "a" } })),
    secured([{ cert: [] }], schemes({ cert: { type: "mutualTLS", name: "ignored" } })),
  ],
  "the address of OpenID Connect": [
    secured([{ oidc: [] }], schemes({ oidc: { type: "openIdConnect", openIdConnectUrl: "https://a" } })),
    secured([{ oidc: [] }], schemes({ oidc: { type: "openIdConnect", openIdConnectUrl: "https://b" } })),
  ],
  "keys to escape in pointers": [escapedKeys({ type: "string" }), escapedKeys({ type: "number" })],
};

test("changes of operations, events and documents are reported as in operation-changes.txt", async () => {
  const describe = async (base: JsonObject, head: JsonObject) => (await diff(base, head)).map(describeChange);
  await expect(await describePairs(pairs, describe)).toMatchFileSnapshot("operation-changes.txt");
});

test.each(Object.entries(pairs))("%s: an equal document has no changes", async (_, [one]) => {
  expect(await diff(one, structuredClone(one))).toEqual([]);
});
