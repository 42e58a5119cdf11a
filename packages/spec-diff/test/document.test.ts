/** What is read: files, revisions of git, and what they refer to; and what is said when that cannot be. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { diffSpecs } from "../src/diff-specs.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "documents-"));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string) => join(folder, name);

async function write(name: string, text: string): Promise<string> {
  await mkdir(join(at(name), ".."), { recursive: true });
  await writeFile(at(name), text);
  return at(name);
}

const spec = (paths: string, version = "1.0.0") =>
  `openapi: 3.1.0\ninfo: { title: Things, version: ${version} }\npaths: ${paths}\n`;
const body = (schema: string) =>
  `{ /a: { get: { operationId: a, requestBody: { content: { application/json: { schema: ${schema} } } } } } }`;

/** Where each change stands, without the folder. */
async function places(base: string, head: string): Promise<string[]> {
  const { changes } = await diffSpecs(base, head);
  return changes.map((change) => `${change.base} → ${change.head}`.replaceAll(`${folder}/`, ""));
}

/** What is said in place of a comparison, without the folder. */
async function refusal(base: string, head: string): Promise<string> {
  const said = await diffSpecs(base, head).then(
    () => "nothing was refused",
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  );
  return said.replaceAll(`${folder}/`, "");
}

describe("a document of several files", () => {
  test("refers to others beside it, below it, above it and to itself", async () => {
    for (const [name, size] of [
      ["one", 10],
      ["two", 5],
    ] as const) {
      await write(`${name}/spec.yaml`, spec(body("{ $ref: 'schemas/thing.yaml#/Thing' }")));
      await write(
        `${name}/schemas/thing.yaml`,
        "Thing: { properties: { size: { $ref: '../more/sizes.json#/size' } } }",
      );
      await write(
        `${name}/more/sizes.json`,
        JSON.stringify({ size: { $ref: "#/deep/~1er" }, deep: { "/er": { maximum: size } } }),
      );
    }
    expect(await places(at("one/spec.yaml"), at("two/spec.yaml"))).toEqual([
      "one/more/sizes.json#/deep/~1er/maximum → two/more/sizes.json#/deep/~1er/maximum",
    ]);
  });

  test("refers to a whole file", async () => {
    await write("one.yaml", spec("{ /a: { $ref: item.yaml } }"));
    await write("item.yaml", "get: { operationId: a, parameters: [{ name: q, in: query }] }");
    await write("two.yaml", spec("{ /a: { get: { operationId: a } } }"));
    expect(await places(at("one.yaml"), at("two.yaml"))).toEqual([
      "item.yaml#/get/parameters/0 → two.yaml#/paths/~1a/get",
    ]);
  });

  test("refers with percent signs", async () => {
    await write(
      "one.yaml",
      `${spec(body("{ $ref: '#/components/schemas/A%20B' }"))}components: { schemas: { A B: { maximum: 5 } } }`,
    );
    await write(
      "two.yaml",
      `${spec(body("{ $ref: '#/components/schemas/A%20B' }"))}components: { schemas: { A B: { maximum: 4 } } }`,
    );
    expect(await places(at("one.yaml"), at("two.yaml"))).toEqual([
      "one.yaml#/components/schemas/A B/maximum → two.yaml#/components/schemas/A B/maximum",
    ]);
  });

  test.each(["example", "examples", "default", "const", "enum"])(
    "does not refer to what stands under %s",
    async (key) => {
      const value = "{ $ref: nowhere.yaml }";
      const path = await write(
        "one.yaml",
        spec(body(`{ ${key}: ${key === "enum" || key === "examples" ? `[${value}]` : value} }`)),
      );
      expect(await places(path, path)).toEqual([]);
    },
  );

  test("may have properties of any name", async () => {
    const path = await write(
      "one.yaml",
      spec(body("{ properties: { $ref: { type: string }, const: { $ref: thing.yaml } } }")),
    );
    expect(await refusal(path, path)).toBe("UnreadableSpecError: cannot read thing.yaml: no such file");
    await write("thing.yaml", "{ type: string, properties: { properties: { $ref: other.yaml } } }");
    expect(await refusal(path, path)).toBe("UnreadableSpecError: cannot read other.yaml: no such file");
    await write("other.yaml", "{ type: string }");
    expect(await places(path, path)).toEqual([]);
  });

  test("may share what YAML aliases share", async () => {
    const path = await write("one.yaml", spec("{ /a: &a { get: { responses: {} } }, /b: *a }"));
    expect(await places(path, path)).toEqual([]);
  });

  test.each([
    ["a reference to nothing", "{ $ref: '#/x/y' }", `spec.yaml#/paths/~1a: the reference "#/x/y" does not resolve`],
    ["a reference that is no pointer", "{ $ref: '#x' }", `spec.yaml#/paths/~1a: the reference "#x" does not resolve`],
    [
      "a reference to what objects inherit",
      "{ $ref: '#/toString' }",
      `spec.yaml#/paths/~1a: the reference "#/toString" does not resolve`,
    ],
    ["a reference to itself", "{ $ref: '#/paths/~1a' }", "spec.yaml#/paths/~1a is a circular reference"],
    ["a missing file", "{ $ref: no/where.yaml }", "cannot read no/where.yaml: no such file"],
    [
      "the network",
      "{ $ref: 'https://example.com/a.yaml#/a' }",
      "spec.yaml refers to https://example.com/a.yaml; references to URLs are not supported",
    ],
    ["a folder", "{ $ref: '.' }", "cannot read : EISDIR: illegal operation on a directory, read"],
    ["null for a path", "null", "spec.yaml#/paths/~1a: expected an object, found null"],
    ["a list for a path", "[1]", "spec.yaml#/paths/~1a: expected an object, found an array"],
    ["a number for an operation", "{ get: 5 }", "spec.yaml#/paths/~1a/get: expected an object, found a number"],
    [
      "a parameter without a name",
      "{ get: { parameters: [{ in: query }] } }",
      "spec.yaml#/paths/~1a/get/parameters/0: a parameter needs `name` and `in`",
    ],
    [
      "a parameter that is nowhere",
      "{ get: { parameters: [{ name: q }] } }",
      "spec.yaml#/paths/~1a/get/parameters/0: a parameter needs `name` and `in`",
    ],
  ])("is refused with %s", async (_, item, why) => {
    const path = await write("spec.yaml", spec(`{ /a: ${item} }`));
    const said = await refusal(path, path);
    expect(said.replace(folder, "")).toBe(`UnreadableSpecError: ${why}`);
  });
});

test.each([
  ["not YAML", "a: [1\nb: 2", /^UnreadableSpecError: cannot parse spec.yaml: .* at line 2, column 1$/],
  [
    "what refers to itself without end",
    "openapi: 3.1.0\npaths: &a { /a: *a }",
    /^UnreadableSpecError: cannot parse spec.yaml: .*circular/,
  ],
  [
    "a list",
    "[1]",
    /^UnreadableSpecError: spec.yaml is not an OpenAPI 3.1 document: expected an object, found an array$/,
  ],
  ["nothing", "", /^UnreadableSpecError: spec.yaml is not an OpenAPI 3.1 document: expected an object, found null$/],
  [
    "OpenAPI 3.0",
    "openapi: 3.0.3\npaths: {}",
    /^UnreadableSpecError: spec.yaml is not an OpenAPI 3.1 document: its `openapi` is "3.0.3"$/,
  ],
  [
    "a number",
    "openapi: 3.1\npaths: {}",
    /^UnreadableSpecError: spec.yaml is not an OpenAPI 3.1 document: its `openapi` is 3.1$/,
  ],
  ["3.10", "openapi: x3.1.0\npaths: {}", /its `openapi` is "x3.1.0"$/],
  ["no OpenAPI", "swagger: 2", /^UnreadableSpecError: spec.yaml is not an OpenAPI 3.1 document: it has no `openapi`$/],
  [
    "neither",
    "openapi: 3.1.0",
    /^UnreadableSpecError: spec.yaml is not an OpenAPI 3.1 document: it has neither `paths` nor `webhooks`$/,
  ],
])("%s is refused", async (_, text, why) => {
  const path = await write("spec.yaml", text);
  const good = await write("good.yaml", spec("{}"));
  expect(await refusal(good, path)).toMatch(why);
  expect(await refusal(path, good)).toMatch(why);
});

test.each([
  ["1.0.0", "2.0.0", true],
  ["1.0.0", "1.1.0", false],
  ["1.9.0", "2.0.0", true],
  ["0.1.0", "0.2.0", true],
  ["0.1.0", "0.1.1", false],
  ["0.1.0", "1.0.0", true],
  ["2.0.0", "1.0.0", false],
  ["1.2.0", "1.3.0", false],
  ["1.0.0", "1.0.0", false],
  ["1.0.0", "'2026-01-01'", false],
  ["'2026-01-01'", "1.0.0", false],
  ["5", "6", false],
])("a version from %s to %s announces what breaks: %s", async (before, after, announcesBreaking) => {
  const [base, head] = [await write("a.yaml", spec("{}", before)), await write("b.yaml", spec("{}", after))];
  const { versions } = await diffSpecs(base, head);
  const text = (version: string) => (/^\d$/.test(version) ? undefined : version.replaceAll("'", ""));
  expect(versions).toEqual({ base: text(before), head: text(after), announcesBreaking });
});

describe("a revision of git", () => {
  const git = async (...args: string[]) => {
    const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
    await promisify(execFile)("git", [...identity, ...args], { cwd: folder });
  };

  beforeEach(async () => {
    await git("init", "--quiet", "--initial-branch=main");
    // Found from wherever the test runs.
    vi.stubEnv("GIT_DIR", at(".git"));
  });

  test("has its own files", async () => {
    for (const size of [10, 5]) {
      await write("specs/spec.yaml", spec(body("{ $ref: 'more/thing.yaml#/Thing' }")));
      await write("specs/more/thing.yaml", `Thing: { maximum: ${size} }`);
      await git("add", ".");
      await git("commit", "--quiet", "-m", "sizes");
    }
    expect(await places("HEAD^:specs/spec.yaml", "HEAD:specs/spec.yaml")).toEqual([
      "HEAD^:specs/more/thing.yaml#/Thing/maximum → HEAD:specs/more/thing.yaml#/Thing/maximum",
    ]);
    expect(await places("HEAD^:specs/spec.yaml", at("specs/spec.yaml"))).toEqual([
      "HEAD^:specs/more/thing.yaml#/Thing/maximum → specs/more/thing.yaml#/Thing/maximum",
    ]);
  });

  test("that is not there is told in git's words", async () => {
    const path = await write("spec.yaml", spec("{}"));
    await git("add", ".");
    await git("commit", "--quiet", "-m", "first");
    expect(await refusal("nothing:spec.yaml", path)).toBe(
      "UnreadableSpecError: cannot read nothing:spec.yaml: invalid object name 'nothing'.",
    );
    expect(await refusal("HEAD:nowhere.yaml", path)).toMatch(
      /^UnreadableSpecError: cannot read HEAD:nowhere.yaml: path 'nowhere.yaml' does not exist in 'HEAD'$/,
    );
    expect(await refusal("--output=x:spec.yaml", path)).toMatch(
      /^UnreadableSpecError: cannot read --output=x:spec.yaml: /,
    );
  });

  test("that is not there because the clone is shallow says so", async () => {
    const path = await write("spec.yaml", spec("{}"));
    await git("add", ".");
    await git("commit", "--quiet", "-m", "first");
    await git("commit", "--quiet", "--allow-empty", "-m", "second");
    vi.unstubAllEnvs();
    await git("clone", "--quiet", "--bare", "--depth", "1", `file://${folder}`, "clone");
    vi.stubEnv("GIT_DIR", at("clone"));
    expect(await refusal("HEAD^:spec.yaml", path)).toMatch(/ \(this clone is shallow; fetch more of its history\)$/);
  });

  test("is a file, where one has such a name", async () => {
    const path = await write("a:spec.yaml", spec("{ /a: { get: { operationId: a } } }"));
    expect(await places(path, await write("b.yaml", spec("{}")))).toHaveLength(1);
    expect(await refusal(":spec.yaml", path)).toBe("UnreadableSpecError: cannot read :spec.yaml: no such file");
  });

  test("takes git", async () => {
    const path = await write("spec.yaml", spec("{}"));
    vi.stubEnv("PATH", at("nowhere"));
    expect(await refusal("HEAD:spec.yaml", path)).toBe(
      "UnreadableSpecError: cannot read HEAD:spec.yaml: there is no such file, and git is not installed to read it as a revision",
    );
  });
});
