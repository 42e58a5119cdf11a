/**
 * Whatever a document contains, a comparison returns its changes or fails with one line. RUNS sets the number of documents;
 * a failure prints a seed and a path, which SEED and FC_PATH repeat.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { diffDocuments } from "../src/diff-specs.ts";
import { formatDiff } from "../src/format-diff.ts";
import { Document, readFiles } from "../src/spec/document.ts";
import { isObject, type Json } from "../src/spec/json.ts";
import { parseYaml } from "../src/spec/parse-yaml.ts";
import { type Source, UnreadableSpecError } from "../src/spec/source.ts";
import { versionsOf } from "../src/version.ts";

const { RUNS = "100", SEED, FC_PATH } = process.env;

const cases = fileURLToPath(new URL("cases", import.meta.url));
const small = `openapi: 3.1.0
info: { title: Things, version: 1.0.0 }
servers: [{ url: "/{v}", variables: { v: { default: v1 } } }]
security: [{ bearer: [read] }]
paths:
  /things/{id}:
    parameters: [{ $ref: "#/components/parameters/Id" }]
    get:
      operationId: getThing
      deprecated: true
      x-sunset: "2030-01-01"
      parameters: [{ name: q, in: query, style: form, schema: { type: [integer, "null"], default: 1, enum: [1, 2] } }]
      responses:
        "200": { description: ok, headers: { etag: { schema: *text } }, content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } }
    put:
      operationId: putThing
      requestBody: { required: true, content: { "*/*": { schema: { $dynamicRef: "#node" } } } }
      responses: { 2XX: { description: ok } }
webhooks:
  changed: { post: { requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } }, responses: { default: { description: any } } } }
components:
  securitySchemes: { bearer: { type: oauth2, flows: { implicit: { authorizationUrl: "https://a.b", scopes: { read: r } } } } }
  parameters: { Id: { name: id, in: path, required: true, schema: { type: string, pattern: "^th_.", minLength: 4 } } }
  schemas:
    Thing:
      type: object
      $dynamicAnchor: node
      required: [id]
      properties: { id: { const: a }, tags: { type: array, prefixItems: [{ type: string }], uniqueItems: true }, next: { $ref: "#/components/schemas/Thing" } }
      patternProperties: { "^x-": { multipleOf: 0.01, exclusiveMinimum: 0 } }
      additionalProperties: false
      dependentRequired: { tags: [id] }
      oneOf: [{ properties: { id: { const: a } } }, { not: { minProperties: 3 }, if: { required: [tags] }, then: true, else: false }]
      discriminator: { propertyName: id, mapping: { a: "#/components/schemas/Thing" } }
`.replace("*text", "{ type: string, format: date-time }");
const texts = [
  small,
  ...readdirSync(cases)
    .filter((name) => name !== "cases.json")
    .map((name) => readFileSync(`${cases}/${name}`, "utf8")),
].filter((text) => text.length < 10_000);

/** Pieces of YAML, JSON and OpenAPI in the wrong place. */
const pieces = [
  "",
  " ",
  "\t",
  "\n",
  "\r",
  ":",
  ": ",
  "- ",
  "? ",
  "{",
  "}",
  "[",
  "]",
  ",",
  '"',
  "'",
  "|",
  ">",
  "#",
  "&a ",
  "*a",
  "<<: *a",
  "!!binary ",
  "!!set ",
  "!!omap ",
  "!!timestamp ",
  "! ",
  "---",
  "...",
  "%YAML 9",
  "\u0000",
  "\ufeff",
  "\ud800",
  "\u2028",
  "null",
  "~",
  "1e999",
  "-0",
  ".nan",
  "0x10",
  "__proto__",
  "constructor",
  "$ref: '#'",
  "$ref: '#/%'",
  "$ref: ''",
  "$ref: other.yaml#/a",
  "$anchor: node",
  "$id: ':'",
  "(((",
  "\\p{",
];

const isArray = (value: Json): value is Json[] => Array.isArray(value);

/** Replaces the value at one of the places of a document. */
function replaceAt(root: Json, index: number, value: Json): Json {
  let left = index;
  const copy = (node: Json): Json => {
    if (left-- === 0) return value;
    if (isArray(node)) return node.map(copy);
    return isObject(node) ? Object.fromEntries(Object.entries(node).map(([key, child]) => [key, copy(child)])) : node;
  };
  return copy(root);
}

const countOf = (node: Json): number =>
  1 +
  (typeof node === "object" && node !== null ? Object.values(node) : []).reduce(
    (sum: number, one) => sum + countOf(one),
    0,
  );

const position = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const values: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    0,
    -1,
    1e300,
    "",
    "#",
    "#/",
    true,
    [],
    {},
    [null],
    [[]],
    { $ref: "#/paths" },
    { $ref: 1 },
    { "": {} },
  ),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
);

type Edit = (text: string) => string;

/** Changes of a text: it is cut, a part is removed or repeated elsewhere, a piece is put in, or a value is replaced. */
const edits: fc.Arbitrary<Edit> = fc.oneof(
  position.map(
    (end): Edit =>
      (text) =>
        text.slice(0, end * text.length),
  ),
  fc.tuple(position, fc.nat({ max: 80 }), position, fc.boolean()).map(
    ([from, length, to, isKept]): Edit =>
      (text) => {
        const start = Math.floor(from * text.length);
        const part = text.slice(start, start + length);
        const rest = isKept ? text : text.slice(0, start) + text.slice(start + length);
        const at = Math.floor(to * rest.length);
        return rest.slice(0, at) + part + rest.slice(at);
      },
  ),
  fc.tuple(position, fc.nat({ max: 8 }), fc.constantFrom(...pieces)).map(
    ([from, length, piece]): Edit =>
      (text) => {
        const start = Math.floor(from * text.length);
        return text.slice(0, start) + piece + text.slice(start + length);
      },
  ),
  fc.tuple(position, values).map(
    ([at, value]): Edit =>
      (text) => {
        try {
          const root = parseYaml(text, "text");
          return JSON.stringify(replaceAt(root, Math.floor(at * countOf(root)), value), undefined, 1);
        } catch {
          return text;
        }
      },
  ),
);

const malformed = fc
  .tuple(fc.constantFrom(...texts), fc.array(edits, { minLength: 1, maxLength: 4 }))
  .map(([text, edits]) => ({ text, changed: edits.reduce((changed, edit) => edit(changed), text) }));

function inMemory(name: string, text: string): Source {
  return {
    name,
    read: async () => text,
    beside: (path) => ({
      ...inMemory(path, ""),
      read: () => Promise.reject(new UnreadableSpecError(`cannot read ${path}: no such file`)),
    }),
  };
}

/** The changes as text, or the line of the error. */
async function diff(base: string, head: string): Promise<string> {
  try {
    const [before, after] = [
      new Document(await readFiles(inMemory("base.yaml", base))),
      new Document(await readFiles(inMemory("head.yaml", head))),
    ];
    const versions = versionsOf(before, after);
    return formatDiff({ base: "base.yaml", head: "head.yaml", versions, changes: diffDocuments(before, after) });
  } catch (error) {
    if (!(error instanceof UnreadableSpecError)) throw error;
    expect(error.message).toMatch(/^.+$/);
    return error.message;
  }
}

test.each(texts)("without a change there is no finding: %#", async (text) => {
  expect(await diff(text, text)).toContain("No breaking changes");
});

test("a malformed document is compared, or is an error of one line", { timeout: 3_600_000 }, async () => {
  const property = fc.asyncProperty(malformed, async ({ text, changed }) => {
    for (const [base, head] of [
      [text, changed],
      [changed, text],
      [changed, changed],
    ] as const) {
      expect(await diff(base, head)).not.toBe("");
    }
  });
  await fc.assert(property, {
    numRuns: Number(RUNS),
    ...(SEED !== undefined && { seed: Number(SEED) }),
    ...(FC_PATH !== undefined && { path: FC_PATH }),
  });
});
