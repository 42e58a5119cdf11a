import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Ended, runCommand } from "../command.ts";

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

  test("compares two git revisions, each with its own files", async () => {
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
  ])("exits on a breaking change from version %s to %s with %i", async (base, head, code) => {
    await writeFile("base.json", JSON.stringify(small(base, "string")));
    await writeFile("head.json", JSON.stringify(small(head, "integer")));
    const result = await diff("base.json", "head.json");
    expect(result.stdout).toContain("✗ request-parameter-type-changed");
    expect(result.code).toBe(code);
  });

  test("writes JUnit and JSON, with warnings when the version announces the change", async () => {
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

test("the README shows its output", async () => {
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

test.each([
  ["a spec that is not YAML", "spec.yaml", "head.yaml", /cannot parse head.yaml: .* line 2/],
  ["a missing file", "nowhere.yaml", "spec.yaml", /cannot read nowhere.yaml: no such file/],
  ["a missing revision", "HEAD:spec.yaml", "spec.yaml", /not a git repository/],
])("%s exits with 2 and one line", async (_, base, head, why) => {
  await writeFile("head.yaml", "a: [1\nb: 2");
  const { code, stdout, stderr } = await diff(base, head);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(why);
  expect(stderr).toMatch(/^webhooks-contract: .+\n$/);
});
