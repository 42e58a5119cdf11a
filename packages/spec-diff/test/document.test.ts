/** Reading specs from files and git revisions with their references, and the errors if that fails. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { diffSpecs } from "../src/diff-specs.ts";
import { UnreadableSpecError } from "../src/spec/source.ts";

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

const spec = (paths: string) => `openapi: 3.1.0\ninfo: { title: Things, version: 1.0.0 }\npaths: ${paths}\n`;
const body = (schema: string) =>
  `{ /a: { get: { operationId: a, requestBody: { content: { application/json: { schema: ${schema} } } } } } }`;

/** The addresses of each change, without the folder. */
async function addresses(base: string, head: string): Promise<string[]> {
  const { changes } = await diffSpecs(base, head);
  return changes.map((change) => `${change.base} → ${change.head}`.replaceAll(`${folder}/`, ""));
}

/** The error of a comparison, without the folder. */
async function errorOf(base: string, head: string): Promise<string> {
  const message = await diffSpecs(base, head).then(
    () => "no error",
    (error: unknown) => (error instanceof UnreadableSpecError ? error.message : `unexpected: ${error}`),
  );
  return message.replaceAll(`${folder}/`, "");
}

describe("a document of several files", () => {
  test("refers to files in the same, a lower and a higher folder, and to itself", async () => {
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
    expect(await addresses(at("one/spec.yaml"), at("two/spec.yaml"))).toEqual([
      "one/more/sizes.json#/deep/~1er/maximum → two/more/sizes.json#/deep/~1er/maximum",
    ]);
  });

  test("refers to a whole file", async () => {
    await write("one.yaml", spec("{ /a: { $ref: item.yaml } }"));
    await write("item.yaml", "get: { operationId: a, parameters: [{ name: q, in: query }] }");
    await write("two.yaml", spec("{ /a: { get: { operationId: a } } }"));
    expect(await addresses(at("one.yaml"), at("two.yaml"))).toEqual([
      "item.yaml#/get/parameters/0 → two.yaml#/paths/~1a/get",
    ]);
  });

  test("refers with percent encoding", async () => {
    await write(
      "one.yaml",
      `${spec(body("{ $ref: '#/components/schemas/A%20B' }"))}components: { schemas: { A B: { maximum: 5 } } }`,
    );
    await write(
      "two.yaml",
      `${spec(body("{ $ref: '#/components/schemas/A%20B' }"))}components: { schemas: { A B: { maximum: 4 } } }`,
    );
    expect(await addresses(at("one.yaml"), at("two.yaml"))).toEqual([
      "one.yaml#/components/schemas/A B/maximum → two.yaml#/components/schemas/A B/maximum",
    ]);
  });

  test.each(["example", "examples", "default", "const", "enum"])(
    "ignores references in the value of %s",
    async (key) => {
      const value = "{ $ref: nowhere.yaml }";
      const path = await write(
        "one.yaml",
        spec(body(`{ ${key}: ${key === "enum" || key === "examples" ? `[${value}]` : value} }`)),
      );
      expect(await addresses(path, path)).toEqual([]);
    },
  );

  test("can have properties named like keywords", async () => {
    const path = await write(
      "one.yaml",
      spec(body("{ properties: { $ref: { type: string }, const: { $ref: thing.yaml } } }")),
    );
    expect(await errorOf(path, path)).toBe("cannot read thing.yaml: no such file");
    await write("thing.yaml", "{ type: string, properties: { properties: { $ref: other.yaml } } }");
    expect(await errorOf(path, path)).toBe("cannot read other.yaml: no such file");
    await write("other.yaml", "{ type: string }");
    expect(await addresses(path, path)).toEqual([]);
  });

  test("can use YAML aliases", async () => {
    const path = await write("one.yaml", spec("{ /a: &a { get: { responses: {} } }, /b: *a }"));
    expect(await addresses(path, path)).toEqual([]);
  });

  test.each([
    ["a reference to nothing", "{ $ref: '#/x/y' }", `spec.yaml#/paths/~1a: the reference "#/x/y" does not resolve`],
    [
      "a reference that is not a pointer",
      "{ $ref: '#x' }",
      `spec.yaml#/paths/~1a: the reference "#x" does not resolve`,
    ],
    [
      "a reference to an inherited property",
      "{ $ref: '#/toString' }",
      `spec.yaml#/paths/~1a: the reference "#/toString" does not resolve`,
    ],
    ["a reference to itself", "{ $ref: '#/paths/~1a' }", "spec.yaml#/paths/~1a is a circular reference"],
    ["a missing file", "{ $ref: no/where.yaml }", "cannot read no/where.yaml: no such file"],
    [
      "a URL",
      "{ $ref: 'https://example.com/a.yaml#/a' }",
      'spec.yaml#/paths/~1a: the reference "https://example.com/a.yaml#/a" is a URL; only those that are the `$id` of a schema are supported',
    ],
    ["a folder", "{ $ref: '.' }", "cannot read : EISDIR: illegal operation on a directory, read"],
    ["null for a path", "null", "spec.yaml#/paths/~1a: expected an object, found null"],
    ["an array for a path", "[1]", "spec.yaml#/paths/~1a: expected an object, found an array"],
    ["a number for an operation", "{ get: 5 }", "spec.yaml#/paths/~1a/get: expected an object, found a number"],
    [
      "a parameter without a name",
      "{ get: { parameters: [{ in: query }] } }",
      "spec.yaml#/paths/~1a/get/parameters/0: a parameter needs `name` and `in`",
    ],
    [
      "a parameter without `in`",
      "{ get: { parameters: [{ name: q }] } }",
      "spec.yaml#/paths/~1a/get/parameters/0: a parameter needs `name` and `in`",
    ],
  ])("is rejected with %s", async (_, item, why) => {
    const path = await write("spec.yaml", spec(`{ /a: ${item} }`));
    expect((await errorOf(path, path)).replace(folder, "")).toBe(why);
  });
});

test.each([
  ["invalid YAML", "a: [1\nb: 2", /^cannot parse spec.yaml: .* at line 2, column 1$/],
  ["a circular alias", "openapi: 3.1.0\npaths: &a { /a: *a }", /^cannot parse spec.yaml: .*circular/],
  ["an array", "[1]", /^spec.yaml is not an OpenAPI 3.1 document: expected an object, found an array$/],
  ["an empty file", "", /^spec.yaml is not an OpenAPI 3.1 document: expected an object, found null$/],
  ["OpenAPI 3.0", "openapi: 3.0.3\npaths: {}", /^spec.yaml is not an OpenAPI 3.1 document: its `openapi` is "3.0.3"$/],
  ["a number", "openapi: 3.1\npaths: {}", /^spec.yaml is not an OpenAPI 3.1 document: its `openapi` is 3.1$/],
  ["3.10", "openapi: x3.1.0\npaths: {}", /its `openapi` is "x3.1.0"$/],
  ["no `openapi`", "swagger: 2", /^spec.yaml is not an OpenAPI 3.1 document: it has no `openapi`$/],
  ["no `paths`", "openapi: 3.1.0", /^spec.yaml is not an OpenAPI 3.1 document: it has neither `paths` nor `webhooks`$/],
])("%s is rejected", async (_, text, why) => {
  const path = await write("spec.yaml", text);
  const good = await write("good.yaml", spec("{}"));
  expect(await errorOf(good, path)).toMatch(why);
  expect(await errorOf(path, good)).toMatch(why);
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
    expect(await addresses("HEAD^:specs/spec.yaml", "HEAD:specs/spec.yaml")).toEqual([
      "HEAD^:specs/more/thing.yaml#/Thing/maximum → HEAD:specs/more/thing.yaml#/Thing/maximum",
    ]);
    expect(await addresses("HEAD^:specs/spec.yaml", at("specs/spec.yaml"))).toEqual([
      "HEAD^:specs/more/thing.yaml#/Thing/maximum → specs/more/thing.yaml#/Thing/maximum",
    ]);
  });

  test("can be given relative to the current folder, and so are its references", async () => {
    // The tests run in a folder of the same name below the root of the repository.
    const here = basename(process.cwd());
    for (const size of [10, 5]) {
      await write(`${here}/specs/spec.yaml`, spec(body("{ $ref: '../thing.yaml#/Thing' }")));
      await write(`${here}/thing.yaml`, `Thing: { maximum: ${size} }`);
      await git("add", ".");
      await git("commit", "--quiet", "-m", "sizes");
    }
    vi.stubEnv("GIT_WORK_TREE", dirname(process.cwd()));
    const expected = ["HEAD^:./thing.yaml#/Thing/maximum → HEAD:./thing.yaml#/Thing/maximum"];
    expect(await addresses("HEAD^:./specs/spec.yaml", "HEAD:./specs/spec.yaml")).toEqual(expected);
    const above = (revision: string) => `${revision}:../${here}/specs/spec.yaml`;
    expect(await addresses(above("HEAD^"), above("HEAD"))).toEqual([
      `HEAD^:../${here}/thing.yaml#/Thing/maximum → HEAD:../${here}/thing.yaml#/Thing/maximum`,
    ]);
  });

  test("has no files outside the repository", async () => {
    await write("spec.yaml", spec(body("{ $ref: '../thing.yaml' }")));
    await git("add", ".");
    await git("commit", "--quiet", "-m", "first");
    expect(await errorOf("HEAD:spec.yaml", "HEAD:spec.yaml")).toBe(
      "cannot read HEAD:../thing.yaml: it is outside the repository",
    );
  });

  test("that does not exist is an error with git's message", async () => {
    const path = await write("spec.yaml", spec("{}"));
    await git("add", ".");
    await git("commit", "--quiet", "-m", "first");
    expect(await errorOf("nothing:spec.yaml", path)).toBe(
      "cannot read nothing:spec.yaml: invalid object name 'nothing'.",
    );
    expect(await errorOf("HEAD:nowhere.yaml", path)).toMatch(
      /^cannot read HEAD:nowhere.yaml: path 'nowhere.yaml' does not exist in 'HEAD'$/,
    );
    expect(await errorOf("--output=x:spec.yaml", path)).toMatch(/^cannot read --output=x:spec.yaml: /);
  });

  test("that is missing in a shallow clone says so", async () => {
    const path = await write("spec.yaml", spec("{}"));
    await git("add", ".");
    await git("commit", "--quiet", "-m", "first");
    await git("commit", "--quiet", "--allow-empty", "-m", "second");
    vi.unstubAllEnvs();
    await git("clone", "--quiet", "--bare", "--depth", "1", `file://${folder}`, "clone");
    vi.stubEnv("GIT_DIR", at("clone"));
    expect(await errorOf("HEAD^:spec.yaml", path)).toMatch(/ \(this clone is shallow; fetch more of its history\)$/);
  });

  test("is a file if there is one with this name", async () => {
    const path = await write("a:spec.yaml", spec("{ /a: { get: { operationId: a } } }"));
    expect(await addresses(path, await write("b.yaml", spec("{}")))).toHaveLength(1);
    expect(await errorOf(":spec.yaml", path)).toBe("cannot read :spec.yaml: no such file");
  });

  test("needs git", async () => {
    const path = await write("spec.yaml", spec("{}"));
    vi.stubEnv("PATH", at("nowhere"));
    expect(await errorOf("HEAD:spec.yaml", path)).toBe(
      "cannot read HEAD:spec.yaml: there is no such file, and git is not installed to read it as a revision",
    );
  });
});
