import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { run } from "../src/run.ts";

const execute = promisify(execFile);
const here = fileURLToPath(new URL("..", import.meta.url));
const root = join(here, "../..");

/** A directory with a copy of the specs. */
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "agent-webhooks-generate-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await cp(join(root, "specs"), join(directory, "specs"), { recursive: true });
});

/** Runs the command in this process. Paths are relative to the directory, and so are those that it prints. */
async function generate(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const printed = { log: "", error: "" };
  for (const name of ["log", "error"] as const) {
    vi.spyOn(console, name).mockImplementation((text) => {
      printed[name] += `${text}\n`
        .replaceAll(`${relative(process.cwd(), directory)}/`, "")
        .replaceAll(`${directory}/`, "");
    });
  }
  const paths = args.map((arg) => (/^[a-z]/.test(arg) ? join(directory, arg) : arg));
  const code = await run(paths, () => new AbortController().signal);
  vi.restoreAllMocks();
  return { code, stdout: printed.log, stderr: printed.error };
}

/** Changes a spec as an editor does. */
async function edit(spec: string, from: string, to: string): Promise<void> {
  const file = join(directory, "specs", spec);
  const text = await readFile(file, "utf8");
  expect(text).toContain(from);
  await writeFile(file, text.replaceAll(from, to));
}

const both = ["--spec", "specs", "--out", "out"];

test("generates the committed files of @agent-webhooks/types, and --check accepts them", async () => {
  expect(await generate(...both)).toEqual({ code: 0, stdout: "10 files in out, 10 changed.\n", stderr: "" });
  const committed = join(root, "packages/types/src/generated");
  const paths = (await readdir(committed, { recursive: true })).filter((path) => path.endsWith(".ts"));
  expect(paths).toHaveLength(10);
  for (const path of paths) {
    expect(await readFile(join(directory, "out", path), "utf8")).toBe(await readFile(join(committed, path), "utf8"));
  }
  expect(await generate(...both, "--check")).toMatchObject({ code: 0, stdout: "10 generated files are up to date.\n" });
});

test("reads anchors, aliases and merge keys as the comparison of specs does", async () => {
  const { stdout: before } = await generate(...both);
  // The same document, its description by an alias.
  await edit("webhooks.yaml", "openapi: 3.1", "x-base: &base { openapi: 3.1.0 }\n<<: *base\n# 3.1");
  expect(before).toContain("10 files");
  expect(await generate(...both, "--check")).toMatchObject({ code: 0 });
});

test("--check names the files that are outdated, missing or left over, and writes nothing", async () => {
  await generate(...both);
  await edit("webhooks.yaml", "client_id", "customer_id");
  await rm(join(directory, "out/delivery/routes.ts"));
  await cp(join(directory, "out/webhooks"), join(directory, "out/removed"), { recursive: true });
  await writeFile(join(directory, "out/notes.ts"), "export {};\n");
  const { code, stderr } = await generate(...both, "--check");
  expect(code).toBe(1);
  expect(stderr).toContain("out/webhooks/openapi.ts is outdated\n");
  expect(stderr).toContain("out/delivery/routes.ts is missing\n");
  expect(stderr).toContain("out/removed/openapi.ts belongs to no spec\n");
  expect(stderr).toContain("Run the same without --check.");
  expect(stderr).not.toContain("notes.ts");
  await generate(...both);
  expect(await readdir(join(directory, "out"))).toContain("notes.ts");
  expect(await readdir(join(directory, "out/removed"))).toEqual([]);
  expect(await generate(...both, "--check")).toMatchObject({ code: 0 });
});

test("generated files of another output folder below are neither reported nor removed", async () => {
  const nested = ["--spec", "specs", "--out", "out/old"];
  await generate(...nested);
  await generate(...both);
  expect(await generate(...both, "--check")).toMatchObject({ code: 0, stderr: "" });
  expect(await generate(...nested, "--check")).toMatchObject({ code: 0, stderr: "" });
});

test("a file that did not change is not written", async () => {
  await generate(...both);
  const modified = () => stat(join(directory, "out/webhooks/openapi.ts")).then(({ mtimeMs }) => mtimeMs);
  const before = await modified();
  expect(await generate(...both)).toMatchObject({ stdout: "10 files in out, 0 changed.\n" });
  expect(await modified()).toBe(before);
});

test("a file that was not generated is never overwritten", async () => {
  await mkdir(join(directory, "out/webhooks"), { recursive: true });
  await writeFile(join(directory, "out/webhooks/routes.ts"), "export const mine = 1;\n");
  expect(await generate(...both)).toEqual({
    code: 2,
    stdout: "",
    stderr: `agent-webhooks-generate: ${join("out/webhooks/routes.ts")} exists and was not generated; choose another --out\n`,
  });
});

test.each([
  [["--out", "out"], "missing --spec (see agent-webhooks-generate --help)"],
  [[], "missing --spec and --out (see agent-webhooks-generate --help)"],
  [["--spec", "nowhere.yaml", "--out", "out"], "--spec nowhere.yaml does not exist"],
  [["--spec", "empty", "--out", "out"], "--spec empty has no .yaml or .json files"],
  [["--spec", "broken.yaml", "--out", "out"], "broken.yaml"],
  [[...both, "--check", "--watch"], "--check and --watch exclude each other"],
  [["--frobnicate"], "Unknown option '--frobnicate'"],
])("%j is one sentence and exit code 2", async (args, message) => {
  await mkdir(join(directory, "empty"));
  await writeFile(join(directory, "broken.yaml"), "openapi: 3.1.0\npaths: [\n");
  const { code, stdout, stderr } = await generate(...args);
  expect(stderr).toContain(message);
  expect(stderr.split("\n")).toHaveLength(2);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
});

test("a type has the name of its schema, also with several capitals in a row", async () => {
  await edit("webhooks.yaml", "VerificationRecord", "DNSRecord");
  expect(await generate("--spec", "specs/webhooks.yaml", "--out", "out")).toMatchObject({ code: 0, stderr: "" });
  const types = await readFile(join(directory, "out/webhooks/openapi.ts"), "utf8");
  expect(types).toContain("export type DNSRecord = components['schemas']['DNSRecord'];");
});

test("names the schema that cannot be generated", async () => {
  await edit("webhooks.yaml", "pattern: '^[^\\x00-\\x1F\\x7F-\\x9F]*$'", "pattern: ^[a-z]*$");
  const { code, stderr } = await generate(...both);
  expect(stderr).toMatch(
    /: (schema|parameter) \w+: x-well-formed needs a pattern such as \^\[\^…\]\*\$, not \^\[a-z\]\*\$\n$/,
  );
  expect(code).toBe(2);
});

test.each([
  ["operationId: getWebhook", "operationId: get-webhook", "operationId get-webhook cannot be the name of a constant"],
  ["operationId: deleteWebhook", "operationId: delete", "operationId delete cannot be the name of a constant"],
  ["operationId: listWebhooks", "operationId: routes", "operationId routes is the name of the list of all routes"],
  ["ErrorResponse", "Error.v1", "Error.v1 cannot be the name of a constant"],
  ["VerificationRecord", "Record", "schema Record cannot be the name of a type"],
  ["VerificationRecord", "object", "schema object cannot be the name of a type"],
  ['"404":', "4XX:", "the status 4XX must be a number"],
])("names what cannot be generated: %s → %s", async (from, to, message) => {
  await edit("webhooks.yaml", from, to);
  const { code, stderr } = await generate("--spec", "specs/webhooks.yaml", "--out", "out");
  expect(stderr).toContain(message);
  expect(code).toBe(2);
});

test("--watch generates again on each change, survives an invalid spec, and ends with its signal", async () => {
  let output = "";
  for (const name of ["log", "error"] as const) {
    vi.spyOn(console, name).mockImplementation((text) => {
      output += `${text}\n`;
    });
  }
  onTestFinished(() => void vi.restoreAllMocks());
  const stop = new AbortController();
  const paths = ["--spec", join(directory, "specs"), "--out", join(directory, "out"), "--watch"];
  const ended = run(paths, () => stop.signal);
  const printed = async (text: string) => {
    await expect.poll(() => output).toContain(text);
    output = "";
  };
  await printed("out/webhooks/schemas.ts\n");
  await edit("webhooks.yaml", "client_id", "customer_id");
  await printed("out/webhooks/schemas.ts\n");
  expect(await readFile(join(directory, "out/webhooks/schemas.ts"), "utf8")).toContain('"customer_id"');
  await edit("webhooks.yaml", "openapi: 3.1", "openapi: [3.1");
  await printed("webhooks.yaml");
  await edit("webhooks.yaml", "openapi: [3.1", "openapi: 3.1");
  await edit("webhooks.yaml", "customer_id", "client_id");
  await printed("out/webhooks/schemas.ts\n");
  stop.abort();
  expect(await ended).toBe(0);
});

test("the packed command generates a package of its own in another project, from another version of the spec", async () => {
  const modules = join(directory, "node_modules");
  const installed = join(modules, "@agent-webhooks/generator");
  await mkdir(installed, { recursive: true });
  const tarball = join(directory, "generator.tgz");
  await execute("pnpm", ["pack", "--config.ignore-scripts=true", "--out", tarball], { cwd: here });
  await execute("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]);
  await symlink(join(here, "node_modules"), join(installed, "node_modules"));
  await edit("webhooks.yaml", "client_id", "customer_id");

  const bin = join(installed, "bin/agent-webhooks-generate.js");
  const args = ["--spec", "specs/webhooks.yaml", "--out", "src"];
  await execute(process.execPath, [bin, ...args], { cwd: directory });
  await writeFile(
    join(directory, "src/index.ts"),
    `import type { paths, CreateWebhookRequest } from "./webhooks/openapi.ts";
import { operations } from "./webhooks/operations.ts";
import { CreateWebhookRequestSchema } from "./webhooks/schemas.ts";

export const body: CreateWebhookRequest = { url: "https://a.example", event_types: [], customer_id: "c" };
export const status: 200 = operations.createWebhook.success[0];
export const type: "string" = CreateWebhookRequestSchema.properties.customer_id.type;
export type List = paths["/agent/v0/webhooks"]["get"]["responses"][200];
// @ts-expect-error the field of the other version
export const wrong: CreateWebhookRequest = { url: "https://a.example", event_types: [], client_id: "c" };
`,
  );
  const options = { noEmit: true, strict: true, module: "nodenext", allowImportingTsExtensions: true, types: [] };
  await writeFile(join(directory, "package.json"), '{ "type": "module" }');
  await writeFile(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["src"] }));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = await execute(process.execPath, [tsc, "-p", directory]).catch((error) => error);
  expect(stdout).toBe("");
  await expect(execute(process.execPath, [bin, ...args, "--check"], { cwd: directory })).resolves.toMatchObject({
    stdout: "5 generated files are up to date.\n",
  });
});
