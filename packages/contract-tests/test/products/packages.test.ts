import { mkdir, readFile, realpath, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { minVersion, satisfies } from "semver";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileWithOldestTypeScript } from "./compile-with-oldest-typescript.ts";
import { type InstalledProject, installPackages, manifestIn, packages, published, run } from "./install-packages.ts";

let installed: InstalledProject;
beforeAll(async () => {
  installed = await installPackages();
});
afterAll(() => installed?.[Symbol.asyncDispose]());

/** Versions of Node that dependencies do not declare but run on: CI runs them there (`.ci/siblings.ts`). */
const runsBelowItsEngines = /^@stoplight\/prism-/;

/** The dependencies of an installed package, of whatever depth, by folder. */
async function dependenciesOf(folder: string, found: Map<string, string> = new Map()): Promise<Map<string, string>> {
  for (const dependency of Object.keys(manifestIn(folder).dependencies ?? {})) {
    let parent = folder;
    let target: string | undefined;
    while (target === undefined && parent !== dirname(parent)) {
      target = await realpath(join(parent, "node_modules", dependency)).catch(() => undefined);
      parent = dirname(parent);
    }
    if (target === undefined) throw new Error(`${dependency}, which ${folder} needs, is not installed`);
    if (found.has(target)) continue;
    found.set(target, dependency);
    await dependenciesOf(target, found);
  }
  return found;
}

describe.each(published)("@agent-webhooks/%s", (name) => {
  const packed = () => join(installed.folder, "node_modules/@agent-webhooks", name);

  test("passes publint", async () => {
    const { messages, pkg } = await publint({ pkgDir: join(packages, name), strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test("states where it comes from and what it needs", async () => {
    const { repository: root } = manifestIn(join(packages, ".."));
    const url = root?.url.replace(/^git\+|\.git$/g, "");
    expect(manifestIn(packed())).toMatchObject({
      description: expect.stringMatching(/\.$/),
      license: "MIT",
      repository: { type: "git", url: root?.url, directory: `packages/${name}` },
      homepage: `${url}/tree/main/packages/${name}#readme`,
      bugs: `${url}/issues`,
      publishConfig: { access: "public" },
      files: expect.arrayContaining(["dist", "src"]),
      engines: { node: expect.any(String) },
    });
    expect(manifestIn(join(packages, name))).toMatchObject({ scripts: { prepack: "pnpm run build" } });
    expect(await readFile(join(packed(), "LICENSE"), "utf8")).toContain("MIT License");
  });

  test("runs on a Node that its dependencies run on, too", async () => {
    const { engines } = manifestIn(packed());
    const lowest = minVersion(engines.node);
    const tooNew = [...(await dependenciesOf(packed()))].filter(([folder, dependency]) => {
      const { node = "*" } = manifestIn(folder).engines ?? {};
      return !runsBelowItsEngines.test(dependency) && !satisfies(lowest ?? "", node);
    });
    expect(tooNew).toEqual([]);
  });
});

describe.each(["types", "client", "receiver"])("@agent-webhooks/%s", (name) => {
  test("passes Are The Types Wrong for ES modules", async () => {
    const attw = fileURLToPath(import.meta.resolve("@arethetypeswrong/cli/package.json"));
    const cli = join(dirname(attw), "dist/index.js");
    const tarball = installed.tarballs[name] ?? "";
    const entries = ["--exclude-entrypoints", "specs/webhooks.yaml", "specs/delivery.yaml"];
    // CommonJS needs require(esm), which is tested below. Exits 1 and prints what it found.
    const output = run("node", [cli, tarball, "--profile", "esm-only", "--no-color", ...entries]);
    expect(
      await output.then(
        () => "",
        (error) => error.stdout,
      ),
    ).toBe("");
  });

  test("depends only on our packages and openapi-fetch", () => {
    const { dependencies = {} } = manifestIn(join(installed.folder, "node_modules/@agent-webhooks", name));
    const allowed: Readonly<Record<string, readonly string[]>> = {
      types: [],
      client: ["@agent-webhooks/types", "openapi-fetch"],
      receiver: ["@agent-webhooks/types"],
    };
    expect(Object.keys(dependencies).sort()).toEqual(allowed[name]);
  });
});

/** A program that uses the three packages for applications and their types. */
const program = `
import { createWebhooksClient, NotFoundError, type Webhook } from "@agent-webhooks/client";
import { createReceiver } from "@agent-webhooks/receiver";
import { sampleEvent, sign } from "@agent-webhooks/receiver/testing";
import type { CreateWebhookRequest, EventType } from "@agent-webhooks/types";

const body: CreateWebhookRequest = { url: "https://example.com/hooks", event_types: ["message.received"] };
const types: EventType[] = body.event_types;

const fetchStub: typeof fetch = async () => Response.json({ name: "NotFoundError", message: "no" }, { status: 404 });
const client = createWebhooksClient({ baseUrl: "http://127.0.0.1:1", token: "t", fetch: fetchStub });
export const get = (id: string): Promise<Webhook> => Promise.resolve(client.get(id));
const missing: boolean = await get("wh_1").then(() => false, (error: unknown) => error instanceof NotFoundError);

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const receiver = createReceiver({ secrets: [secret] });
receiver.on("message.received", (event) => { const size: number = event.message.size; void size; });
const payload = JSON.stringify(sampleEvent("message.received"));
const event = await receiver.verify(payload, await sign(payload, { secret }));

console.log(JSON.stringify({ types, missing, event_type: event.event_type }));
`;

/** A program that must not compile. */
const misspelt = `
import { createWebhooksClient } from "@agent-webhooks/client";
const client = createWebhooksClient({ baseUrl: "http://127.0.0.1:1", token: "t" });
await client.create({ url: "https://example.com/hooks", event_types: ["message.recieved"] });
`;

/** A CommonJS file. It needs \`module: nodenext\` and TypeScript 5.8, which knows that Node can require ES modules. */
const commonJs = `
import { createDeliveryClient, type Delivery } from "@agent-webhooks/client";
import { createReceiver } from "@agent-webhooks/receiver";

const receiver = createReceiver({ secrets: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" });
export const settled = ({ status }: Delivery): boolean => status !== "pending";
console.log(typeof createDeliveryClient, typeof receiver.nodeHandler());
`;

/** Every JavaScript entry of the published packages. */
const entries = published.flatMap((name) =>
  Object.keys(manifestIn(join(packages, name)).exports ?? {})
    .filter((path) => !/\.(json|yaml)$/.test(path))
    .map((path) => join("@agent-webhooks", name, path)),
);

const both = { "index.ts": program, "misspelt.ts": misspelt };
const everything = {
  "index.ts": `export default [\n${entries.map((entry) => `  import("${entry}"),`).join("\n")}\n];\n`,
};

describe("a project with the packed packages", () => {
  const resolutions = [
    { module: "node16", moduleResolution: "node16" },
    { module: "nodenext", moduleResolution: "nodenext" },
    { module: "esnext", moduleResolution: "bundler" },
  ];
  /** The only expected error. */
  const misspelling = /^misspelt\.ts\(4,\d+\): error TS2(820|322): .*"message.recieved".*\n( .*\n)*$/;

  test.each(resolutions)("compiles with TypeScript 5.4, moduleResolution $moduleResolution", async (resolution) => {
    const project = await writeProject(`old-${resolution.module}`, resolution, both);
    // The declarations of openapi-fetch take most of the time; once is enough.
    const isChecked = (file: string) => resolution.module === "nodenext" || file.startsWith(installed.folder);
    expect(compileWithOldestTypeScript(project, isChecked)).toMatch(misspelling);
  });

  test("compiles every entry with TypeScript 5.4 and the types of Node", async () => {
    const options = { types: ["node"], typeRoots: [join(packages, "contract-tests/node_modules/@types")] };
    const nodenext = { module: "nodenext", moduleResolution: "nodenext", lib: ["es2023", "esnext.disposable"] };
    const project = await writeProject("old-all", { ...nodenext, ...options }, everything);
    const ours = (file: string) => file.startsWith(installed.folder);
    expect(compileWithOldestTypeScript(project, ours)).toBe("");
  });

  test.each(resolutions)("compiles with TypeScript 7, moduleResolution $moduleResolution", async (resolution) => {
    const project = await writeProject(`new-${resolution.module}`, { ...resolution, noEmit: true }, both);
    expect(await compile(project)).toMatch(misspelling);
  });

  test("runs the compiled programs, an ES module and a CommonJS file", async () => {
    const nodenext = { module: "nodenext", moduleResolution: "nodenext" };
    const project = await writeProject("run", nodenext, { "index.ts": program, "common.cts": commonJs });
    expect(await compile(project)).toBe("");
    const { stdout } = await run("node", ["index.js"], { cwd: project });
    expect(JSON.parse(stdout)).toEqual({ types: ["message.received"], missing: true, event_type: "message.received" });
    expect((await run("node", ["common.cjs"], { cwd: project })).stdout).toBe("function function\n");
  });

  test("loads every entry, the specs and the mock of them", async () => {
    const project = join(installed.folder, "entries");
    await mkdir(project);
    const loaded = `
      import { readFile } from "node:fs/promises";
      import { startMock, DELIVERY_SPEC } from "@agent-webhooks/contract-checks";
      for (const entry of ${JSON.stringify(entries)}) await import(entry);
      for (const spec of ["webhooks", "delivery"]) {
        const text = await readFile(new URL(import.meta.resolve(\`@agent-webhooks/types/specs/\${spec}.yaml\`)), "utf8");
        if (!text.includes("openapi: 3.1")) throw new Error(spec);
      }
      const headers = { authorization: "Bearer t" };
      for (const [options, path] of [[{}, "/agent/v0/webhooks"], [{ spec: DELIVERY_SPEC }, "/delivery/v0/deliveries"]]) {
        await using mock = await startMock(options);
        console.log((await fetch(mock.url + path, { headers })).status);
      }
    `;
    await writeFile(join(project, "index.mjs"), loaded);
    expect((await run("node", ["index.mjs"], { cwd: project })).stdout).toBe("200\n200\n");
  });

  test.each(
    published.flatMap((name) =>
      Object.entries(manifestIn(join(packages, name)).bin ?? {}).map(([bin, path]) => [bin, name, path]),
    ),
  )("runs %s", async (_bin, name = "", path = "") => {
    const folder = join(installed.folder, "node_modules/@agent-webhooks", name);
    const { stdout } = await run("node", [join(folder, path), "--version"], { cwd: installed.folder });
    expect(stdout).toBe(`${manifestIn(folder).version}\n`);
  });

  /** Creates a folder in the project, which resolves the installed packages. */
  async function writeProject(name: string, compilerOptions: object, files: Record<string, string>): Promise<string> {
    const project = join(installed.folder, name);
    const options = {
      strict: true,
      exactOptionalPropertyTypes: true,
      target: "es2022",
      lib: ["es2023", "dom", "dom.iterable"],
      types: [],
      // Checks the declarations of the packages, not those of the compiler.
      skipLibCheck: false,
      skipDefaultLibCheck: true,
      ...compilerOptions,
    };
    await mkdir(project);
    await writeFile(join(project, "package.json"), JSON.stringify({ type: "module" }));
    await writeFile(
      join(project, "tsconfig.json"),
      JSON.stringify({ compilerOptions: options, files: Object.keys(files) }),
    );
    for (const [file, text] of Object.entries(files)) await writeFile(join(project, file), text);
    return project;
  }

  /** Returns the compiler errors. */
  async function compile(project: string): Promise<string> {
    const tsc = join(packages, "contract-tests/node_modules/typescript/bin/tsc");
    return run("node", [tsc, "-p", "."], { cwd: project }).then(
      ({ stdout }) => stdout,
      (error) => error.stdout,
    );
  }
});
