/** Changes that other tools judged wrong, from their issue trackers, as small pairs. */
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../src/spec/json.ts";
import { diff, object, rules, text, type Use, withSchema } from "./support.ts";

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const enumOf = (...values: Json[]): Json => ({ type: "string", enum: values });
const nullable = (schema: Json): Json => ({ anyOf: [schema, { type: "null" }] });
const named = object({ name: text }, { required: ["name"] });
const schemas: JsonObject = {
  Kind: enumOf("user", "service"),
  Named: named,
  Node: object({ message: text, details: { type: "array", items: { allOf: [ref("Node")] } } }),
  Renamed: object({ text, details: { type: "array", items: { allOf: [ref("Renamed")] } } }),
};

/** [issue, change, use, base, head, rules] */
const reports: readonly [issue: string, change: string, use: Use, base: Json, head: Json, rules: string[]][] = [
  [
    "oasdiff#1088",
    "an enum becomes nullable",
    "request",
    object({ k: ref("Kind") }),
    object({ k: { oneOf: [{ type: "null" }, ref("Kind")] } }),
    [],
  ],
  [
    "oasdiff#1091",
    "an enum is no longer nullable",
    "request",
    object({ k: { oneOf: [{ type: "null" }, ref("Kind")] } }),
    object({ k: ref("Kind") }),
    ["request-property-became-not-nullable"],
  ],
  [
    "oasdiff#1091",
    "an object is no longer nullable",
    "request",
    object({ k: nullable(ref("Named")) }),
    object({ k: ref("Named") }),
    ["request-property-became-not-nullable"],
  ],
  [
    "oasdiff#398",
    "a time becomes nullable",
    "response",
    object({ t: { type: "string", format: "date-time" } }),
    object({ t: nullable({ type: "string", format: "date-time", title: "T" }) }),
    ["response-property-became-nullable"],
  ],
  [
    "oasdiff#723",
    "an alternative is no longer sent",
    "response",
    object({ id: { oneOf: [text, { type: "integer" }] } }),
    object({ id: { type: "integer" } }),
    [],
  ],
  [
    "oasdiff#610",
    "another alternative is sent",
    "response",
    { oneOf: [ref("Named")] },
    { oneOf: [ref("Named"), object({ other: text }, { required: ["other"] })] },
    ["response-body-one-of-added"],
  ],
  [
    "oasdiff#314",
    "a field within oneOf becomes optional",
    "response",
    { oneOf: [ref("Named")] },
    { oneOf: [object({ name: text })] },
    ["response-property-became-optional"],
  ],
  [
    "oasdiff#929",
    "an enum in anyOf is named",
    "request",
    nullable(enumOf("user", "service")),
    nullable(ref("Kind")),
    [],
  ],
  [
    "oasdiff#365",
    "a response is wrapped",
    "response",
    named,
    object({ data: named }),
    ["response-required-property-removed"],
  ],
  [
    "oasdiff#280",
    "the items of a list change",
    "response",
    { type: "array", items: object({ a: text }) },
    { type: "array", items: object({ a: { type: "integer" } }) },
    ["response-property-type-changed"],
  ],
  [
    "oasdiff#281",
    "a field in allOf becomes required",
    "request",
    { allOf: [object({ id: text })] },
    { required: ["id"], allOf: [object({ id: text })] },
    ["request-property-became-required"],
  ],
  [
    "qubership-apihub#531",
    "nullable values are written in another way",
    "request",
    { type: ["string", "null"], enum: ["a", null] },
    { oneOf: [{ const: "a" }, { const: null }] },
    [],
  ],
  [
    "Azure/openapi-diff#207",
    "a field becomes optional",
    "response",
    named,
    object({ name: text }),
    ["response-property-became-optional"],
  ],
  [
    "openapi-changes#80",
    "a field is renamed",
    "response",
    object({ name: text }),
    object({ text }),
    ["response-optional-property-removed"],
  ],
  [
    "openapi-changes#159",
    "additionalProperties is the same",
    "request",
    object({}, { additionalProperties: false }),
    object({}, { additionalProperties: false, description: "d" }),
    [],
  ],
  [
    "optic#2170",
    "a value of a referenced enum is removed",
    "request",
    object({ p: ref("Kind") }),
    object({ p: enumOf("user") }),
    ["request-property-enum-value-removed"],
  ],
  ["openapi-diff#25, #124", "a schema refers to itself in allOf", "response", ref("Node"), ref("Node"), []],
  [
    "openapi-diff#144",
    "a field is renamed in a schema that refers to itself",
    "response",
    ref("Node"),
    ref("Renamed"),
    ["response-optional-property-removed"],
  ],
];

test.each(reports)("%s: %s", async (_issue, _change, use, base, head, expected) => {
  expect(await rules(use, base, head, schemas)).toEqual(expected);
});

describe("in operations", () => {
  const document = (paths: JsonObject, more: JsonObject = {}): JsonObject => ({
    ...withSchema("request", true),
    paths,
    ...more,
  });
  const inPath = (name: string, type: string): JsonObject =>
    document({
      [`/s/{${name}}`]: {
        get: { parameters: [{ name, in: "path", required: true, schema: { type } }], responses: {} },
      },
    });
  const parameter: Json = { name: "q", in: "query", required: true, schema: text };
  const ok = (mediaType: string): JsonObject =>
    document({ "/a": { get: { responses: { 200: { content: { [mediaType]: { schema: text } } } } } } });
  const item: Json = { get: { operationId: "a", responses: {} } };

  test.each<[issue: string, change: string, base: JsonObject, head: JsonObject, rules: string[]]>([
    ["openapi-diff#21", "a path parameter is renamed", inPath("id", "string"), inPath("name", "string"), []],
    [
      "openapi-diff#348",
      "a path parameter is renamed and changed",
      inPath("id", "string"),
      inPath("name", "integer"),
      ["request-parameter-type-changed"],
    ],
    [
      "Azure/openapi-diff#220",
      "a parameter moves to the operation",
      document({ "/a": { parameters: [parameter], get: { responses: {} } } }),
      document({ "/a": { get: { parameters: [parameter], responses: {} } } }),
      [],
    ],
    ["oasdiff#593", "a charset is added", ok("application/json"), ok("application/json; charset=utf-8"), []],
    [
      "oasdiff#1186",
      "the charset changes",
      ok("text/plain; charset=utf-8"),
      ok("text/plain; charset=utf-16"),
      ["response-media-type-removed"],
    ],
    [
      "oasdiff#276",
      "a referenced path item is renamed",
      document({ "/a": { $ref: "#/x-one" } }, { "x-one": item }),
      document({ "/a": { $ref: "#/x-two" } }, { "x-two": item }),
      [],
    ],
    [
      "oasdiff#1175",
      "the header of an API key changes",
      ...(["X-A", "X-B"].map((name) =>
        document(
          { "/a": item },
          { security: [{ k: [] }], components: { securitySchemes: { k: { type: "apiKey", in: "header", name } } } },
        ),
      ) as [JsonObject, JsonObject]),
      ["api-security-added"],
    ],
    [
      "openapi-changes#107",
      "a referenced parameter is renamed, its name is not",
      document({ "/a": { get: { parameters: [{ $ref: "#/x-q" }], responses: {} } } }, { "x-q": parameter }),
      document({ "/a": { get: { parameters: [{ $ref: "#/x-p" }], responses: {} } } }, { "x-p": parameter }),
      [],
    ],
  ])("%s: %s", async (_issue, _change, base, head, expected) => {
    expect((await diff(base, head)).map(({ id }) => id)).toEqual(expected);
  });
});

describe("schemas that all refer to each other are compared, each pair once:", () => {
  const graph = (size: number, leaf: Json): JsonObject => {
    const names = Array.from({ length: size }, (_, index) => `S${index}`);
    const fields = Object.fromEntries(names.map((name) => [name, nullable(ref(name))]));
    const last = names.at(-1);
    return Object.fromEntries(names.map((name) => [name, object({ ...fields, leaf: name === last ? leaf : text })]));
  };
  const use = (size: number, leaf: Json) => withSchema("response", ref("S0"), graph(size, leaf));

  test.each<[level: string, size: number, base: Json, head: Json, rule: string]>([
    ["a breaking change", 40, text, { type: "integer" }, "response-property-type-changed"],
    ["a warning", 20, enumOf("a"), enumOf("a", "b"), "response-property-enum-value-added"],
  ])("%s in one of %i", async (_level, size, base, head, rule) => {
    const [change, ...others] = await diff(use(size, base), use(size, head));
    expect(others).toEqual([]);
    expect(change?.id).toBe(rule);
    expect(change?.locations.map(({ field }) => field)).toEqual([`S${size - 1}.leaf`]);
  });
});
