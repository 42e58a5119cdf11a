/** The command `diff`: what it prints and writes, and its exit codes. How specs are compared is tested in spec-diff. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { WEBHOOKS_SPEC } from "@agent-webhooks/types/specs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Ended, runCommand } from "../command.ts";

const home = process.cwd();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "diff-"));
  process.chdir(folder);
});
afterEach(async () => {
  process.chdir(home);
  await rm(folder, { recursive: true, force: true });
});

const diff = (...args: string[]): Promise<Ended> => runCommand("diff", ...args);

/** A spec with one operation, and one parameter of this type. */
const writeSpec = (file: string, version: string, type: string) => {
  const parameters = [{ name: "q", in: "query", schema: { type } }];
  const paths = { "/a": { get: { operationId: "a", parameters, responses: {} } } };
  return writeFile(file, JSON.stringify({ openapi: "3.1.0", info: { title: "t", version }, paths }));
};

test("exits with 0 when there are no breaking changes", async () => {
  await writeSpec("base.json", "1.0.0", "integer");
  await writeSpec("head.json", "1.1.0", "number");
  const { code, stdout } = await diff("base.json", "head.json");
  expect({ code, stdout }).toEqual({ code: 0, stdout: "No breaking changes: base.json → head.json\n" });
});

test("reads a spec with a byte order mark, as JSON and as YAML", async () => {
  await writeSpec("base.json", "1.0.0", "integer");
  const text = `\ufeff${await readFile("base.json", "utf8")}`;
  for (const head of ["head.json", "head.yaml"]) {
    await writeFile(head, text);
    expect(await diff("base.json", head)).toMatchObject({ code: 0, stderr: "" });
  }
});

test("escapes what a terminal would interpret in a spec", async () => {
  await writeSpec("base.json", "1.0.0", "string");
  await writeFile("head.json", (await readFile("base.json", "utf8")).replace('"q"', '"\\u001b]0;x\\u0007"'));
  const { stdout } = await diff("head.json", "base.json");
  expect(stdout).toContain("\\u001b]0;x\\u0007");
});

test.each([
  ["1.0.0", "2.0.0", 0],
  ["1.0.0", "1.1.0", 1],
  ["0.1.0", "0.2.0", 0],
])("exits on a breaking change from version %s to %s with %i", async (base, head, code) => {
  await writeSpec("base.json", base, "string");
  await writeSpec("head.json", head, "integer");
  const result = await diff("base.json", "head.json");
  expect(result.stdout).toContain("✗ request-parameter-type-changed");
  expect(result.code).toBe(code);
});

test.each([
  [
    "1.0.0",
    [],
    0,
    /! info-version-not-increased\n.* does not announce an addition: 1\.0\.0 → 1\.0\.0\n.*Set it to 1\.1\.0\./s,
  ],
  ["1.0.0", ["--require-version"], 1, /! info-version-not-increased\n/],
  ["1.1.0", ["--require-version"], 0, /^No breaking changes: /],
])("exits on an addition from version 1.0.0 to %s %j with %i", async (version, options, code, printed) => {
  await writeSpec("base.json", "1.0.0", "integer");
  await writeSpec("head.json", version, "number");
  const result = await diff("base.json", "head.json", ...options);
  expect(result.stdout).toMatch(printed);
  expect(result.code).toBe(code);
});

test("writes JUnit and JSON, with warnings when the version announces the change", async () => {
  await writeSpec("base.json", "1.0.0", "string");
  await writeSpec("head.json", "2.0.0", "integer");
  await diff("base.json", "head.json", "--junit", "junit.xml", "--json", "report.json");
  const report = JSON.parse(await readFile("report.json", "utf8"));
  expect(report.results).toMatchObject([
    { check: "request-parameter-type-changed", status: "passed", findings: [{ level: "warning", operation: "a" }] },
  ]);
  expect(await readFile("junit.xml", "utf8")).toContain("request-parameter-type-changed");
});

test("compares with a git revision, and prints what the README shows", async () => {
  const git = async (...args: string[]) => {
    const config = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
    await promisify(execFile)("git", [...config, ...args]);
  };
  const readme = await readFile(join(home, "README.md"), "utf8");
  const [, shown] = /^```text\n(✗ request-[\s\S]*?)^```$/m.exec(readme) ?? [];
  const spec = await readFile(WEBHOOKS_SPEC, "utf8");
  await mkdir("specs");
  await writeFile("specs/webhooks.yaml", spec);
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", ".");
  await git("commit", "--quiet", "-m", "first");
  await git("commit", "--quiet", "--allow-empty", "-m", "second");
  await writeFile("specs/webhooks.yaml", spec.replace("maxItems: 10", "maxItems: 5"));
  const { code, stdout } = await diff("HEAD^:specs/webhooks.yaml", "specs/webhooks.yaml");
  expect(code).toBe(1);
  expect(stdout).toContain(shown);
});

test.each([
  ["a spec that is not YAML", "base.json", "head.yaml", /cannot parse head.yaml: .* line 2/],
  ["a missing file", "nowhere.yaml", "base.json", /cannot read nowhere.yaml: no such file/],
  ["a missing revision", "HEAD:spec.yaml", "base.json", /not a git repository/],
])("%s exits with 2 and one line", async (_, base, head, why) => {
  await writeSpec("base.json", "1.0.0", "string");
  await writeFile("head.yaml", "a: [1\nb: 2");
  const { code, stdout, stderr } = await diff(base, head);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(why);
  expect(stderr).toMatch(/^webhooks-contract: .+\n$/);
});
