import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Ended, runCommand } from "./command.ts";

const git = async (...args: string[]) => {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
  await promisify(execFile)("git", [...identity, ...args], { cwd: process.cwd() });
};

const spec = (version: string, limit: number, more = "") => `
openapi: 3.1.0
info: { title: Things, version: ${version} }
paths:
  /things:
    post:
      operationId: createThing
      requestBody:
        content: { application/json: { schema: { $ref: "schemas/thing.yaml#/Thing" } } }
      responses: { "200": { description: Made. } }
components: { schemas: { Limit: { type: integer, maximum: ${limit} } } }
${more}`;

const thing = "Thing: { type: object, properties: { size: { $ref: '../spec.yaml#/components/schemas/Limit' } } }\n";

let folder: string;
const home = process.cwd();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "diff-"));
  process.chdir(folder);
  await mkdir("schemas");
  await writeFile("schemas/thing.yaml", thing);
  await writeFile("spec.yaml", spec("1.0.0", 10));
});

afterEach(async () => {
  process.chdir(home);
  await rm(folder, { recursive: true, force: true });
});

const diff = (...args: string[]): Promise<Ended> => runCommand("diff", ...args);

describe("webhooks-contract diff", () => {
  test("exits 0 and says so when nothing breaks", async () => {
    await writeFile("next.yaml", spec("1.0.0", 20));
    const { code, stdout } = await diff("spec.yaml", "next.yaml");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "No breaking changes: spec.yaml → next.yaml\n" });
  });

  test("reads two revisions of git, each with its own files", async () => {
    await git("init", "--quiet", "--initial-branch=main");
    await git("add", ".");
    await git("commit", "--quiet", "-m", "first");
    await writeFile("spec.yaml", spec("1.0.1", 5));
    await git("commit", "--quiet", "-am", "second");
    const { code, stdout } = await diff("HEAD^:spec.yaml", "HEAD:spec.yaml");
    expect(code).toBe(1);
    expect(stdout).toBe(
      [
        "✗ request-property-max-decreased",
        "    the maximum of `size` changed from 10 to 5",
        "    at    request body of createThing (size)",
        "    base  HEAD^:spec.yaml#/components/schemas/Limit/maximum",
        "    head  HEAD:spec.yaml#/components/schemas/Limit/maximum",
        "    do    Update callers to send what the new spec accepts before it is deployed, or keep accepting the old requests.",
        "",
        "1 breaking, 0 warnings: HEAD^:spec.yaml → HEAD:spec.yaml",
        "`info.version` does not announce a breaking change: 1.0.0 → 1.0.1. If the change is intended, set it to 2.0.0.",
        "",
      ].join("\n"),
    );
  });

  test.each([
    ["1.0.0", "2.0.0", 0],
    ["1.0.0", "1.1.0", 1],
    ["0.1.0", "0.2.0", 0],
    ["0.1.0", "0.1.1", 1],
    ["2.0.0", "1.0.0", 1],
    ["1.0.0", "2026-01-01", 1],
  ])("from %s to %s, what breaks exits %i", async (base, head, code) => {
    await writeFile("base.json", JSON.stringify(small(base, "string")));
    await writeFile("head.json", JSON.stringify(small(head, "integer")));
    const result = await diff("base.json", "head.json");
    expect(result.stdout).toContain("✗ request-parameter-type-changed");
    expect(result.code).toBe(code);
  });

  test("writes what it found as JUnit and JSON, as warnings where the version says so", async () => {
    await writeFile("base.json", JSON.stringify(small("1.0.0", "string")));
    await writeFile("head.json", JSON.stringify(small("2.0.0", "integer")));
    await diff("base.json", "head.json", "--junit", "junit.xml", "--json", "report.json");
    const report = JSON.parse(await readFile("report.json", "utf8"));
    expect(report.results).toMatchObject([
      { check: "request-parameter-type-changed", status: "passed", findings: [{ level: "warning", operation: "a" }] },
    ]);
    expect(await readFile("junit.xml", "utf8")).toContain("request-parameter-type-changed");
  });
});

const small = (version: string, type: string) => ({
  openapi: "3.1.0",
  info: { title: "t", version },
  paths: {
    "/a": { get: { operationId: "a", parameters: [{ name: "q", in: "query", schema: { type } }], responses: {} } },
  },
});

test("the README shows what it prints", async () => {
  const specs = join(home, "../../specs");
  const readme = await readFile(join(home, "README.md"), "utf8");
  const [, shown] = /^```text\n(✗ request-[\s\S]*?)^```$/m.exec(readme) ?? [];
  await mkdir("specs");
  await copyFile(join(specs, "webhooks.yaml"), "specs/webhooks.yaml");
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", ".");
  await git("commit", "--quiet", "-m", "first");
  await git("commit", "--quiet", "--allow-empty", "-m", "second");
  const text = await readFile("specs/webhooks.yaml", "utf8");
  await writeFile("specs/webhooks.yaml", text.replace("maxItems: 10", "maxItems: 5"));
  const { code, stdout } = await diff("HEAD^:specs/webhooks.yaml", "specs/webhooks.yaml");
  expect(code).toBe(1);
  expect(stdout).toContain(shown);
});

describe("what cannot be compared is exit 2, and one line that says why", () => {
  const broken: readonly [name: string, text: string, why: RegExp][] = [
    ["not YAML", "a: [1\nb: 2", /cannot parse head.yaml: .* line 2/],
    ["not an object", "[1]", /not an OpenAPI 3.1 document: expected an object, found an array/],
    ["empty", "", /not an OpenAPI 3.1 document/],
    ["OpenAPI 3.0", "openapi: 3.0.3\npaths: {}", /its `openapi` is "3.0.3"/],
    ["no OpenAPI", "swagger: 2", /it has no `openapi`/],
    ["without paths", "openapi: 3.1.0", /neither `paths` nor `webhooks`/],
    [
      "a reference to nothing",
      'openapi: 3.1.0\npaths: { /a: { $ref: "#/x" } }',
      /#\/paths\/~1a: the reference "#\/x" does not resolve/,
    ],
    ["a reference to itself", 'openapi: 3.1.0\npaths: { /a: { $ref: "#/paths/~1a" } }', /is a circular reference/],
    ["a missing file", "openapi: 3.1.0\npaths: { /a: { $ref: nowhere.yaml } }", /nowhere.yaml: no such file/],
    [
      "the network",
      "openapi: 3.1.0\npaths: { /a: { $ref: https://example.com/a.yaml } }",
      /references to URLs are not supported/,
    ],
    ["a number for an operation", "openapi: 3.1.0\npaths: { /a: { get: 5 } }", /expected an object, found a number/],
    ["a nameless parameter", "openapi: 3.1.0\npaths: { /a: { get: { parameters: [{}] } } }", /needs `name` and `in`/],
  ];

  test.each(broken)("%s", async (_, text, why) => {
    await writeFile("head.yaml", text);
    const { code, stdout, stderr } = await diff("spec.yaml", "head.yaml");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(why);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  test("a file that is not there", async () => {
    expect((await diff("nowhere.yaml", "spec.yaml")).stderr).toBe(
      "webhooks-contract: cannot read nowhere.yaml: no such file\n",
    );
  });

  test("a revision that is not there, or not one", async () => {
    expect((await diff("HEAD:spec.yaml", "spec.yaml")).stderr).toContain("not a git repository");
    await git("init", "--quiet");
    expect((await diff("--", "--output=x:spec.yaml", "spec.yaml")).code).toBe(2);
    await git("add", ".");
    await git("commit", "--quiet", "-m", "first");
    expect((await diff("HEAD^:spec.yaml", "spec.yaml")).stderr).toContain("cannot read HEAD^:spec.yaml");
    expect((await diff("HEAD:nowhere.yaml", "spec.yaml")).stderr).toContain("does not exist in 'HEAD'");
  });

  test("a clone without the history says that it is one", async () => {
    await git("init", "--quiet", "--initial-branch=main");
    await git("add", ".");
    await git("commit", "--quiet", "-m", "first");
    await git("commit", "--quiet", "--allow-empty", "-m", "second");
    await git("clone", "--quiet", "--depth", "1", `file://${folder}`, "clone");
    process.chdir("clone");
    const { code, stderr } = await diff("HEAD^:spec.yaml", "spec.yaml");
    expect(code).toBe(2);
    expect(stderr).toContain("this clone is shallow");
  });
});
