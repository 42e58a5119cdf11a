import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileWithTypeScript5 } from "./compile-with-typescript-5.ts";
import { type InstalledProject, installedPackages, installPackages, packages, run } from "./install-packages.ts";

let installed: InstalledProject;
beforeAll(async () => {
  installed = await installPackages();
});
afterAll(() => installed[Symbol.asyncDispose]());

describe.each(installedPackages)("@agent-webhooks/%s", (name) => {
  test("passes publint", async () => {
    const pkgDir = join(packages, name);
    const { messages, pkg } = await publint({ pkgDir, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test("passes Are The Types Wrong for ES modules", async () => {
    const attw = fileURLToPath(import.meta.resolve("@arethetypeswrong/cli/package.json"));
    const cli = join(dirname(attw), "dist/index.js");
    // Node 10 and CommonJS are not supported. Exits 1 and prints what it found.
    const output = run("node", [cli, installed.tarballs[name], "--profile", "esm-only", "--no-color"]);
    expect(
      await output.then(
        () => "",
        (error) => error.stdout,
      ),
    ).toBe("");
  });

  test("depends only on our packages and openapi-fetch", async () => {
    const manifest = join(installed.folder, "node_modules/@agent-webhooks", name, "package.json");
    const { dependencies = {} } = JSON.parse(await readFile(manifest, "utf8"));
    const allowed = {
      types: [],
      client: ["@agent-webhooks/types", "openapi-fetch"],
      receiver: ["@agent-webhooks/types"],
    };
    expect(Object.keys(dependencies).sort()).toEqual(allowed[name]);
  });
});

/** A program that uses all three packages and their types. */
const program = `
import { createWebhooksClient, NotFoundError } from "@agent-webhooks/client";
import { createReceiver } from "@agent-webhooks/receiver";
import { sampleEvent, sign } from "@agent-webhooks/receiver/testing";
import type { CreateWebhookRequest, EventType, Webhook } from "@agent-webhooks/types";

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

const both = { "index.ts": program, "misspelt.ts": misspelt };

describe("a project with the packed packages", () => {
  const resolutions = [
    { module: "node16", moduleResolution: "node16" },
    { module: "nodenext", moduleResolution: "nodenext" },
    { module: "esnext", moduleResolution: "bundler" },
  ];
  /** The only expected error. */
  const misspelling = /^misspelt\.ts\(4,\d+\): error TS2(820|322): .*"message.recieved".*\n( .*\n)*$/;

  test.each(resolutions)("compiles with TypeScript 5.9, moduleResolution $moduleResolution", async (resolution) => {
    const project = await writeProject(`old-${resolution.module}`, resolution, both);
    // The declarations of openapi-fetch take most of the time; once is enough.
    const isChecked = (file: string) => resolution.module === "nodenext" || file.startsWith(installed.folder);
    expect(compileWithTypeScript5(project, isChecked)).toMatch(misspelling);
  });

  test.each(resolutions)("compiles with TypeScript 7, moduleResolution $moduleResolution", async (resolution) => {
    const project = await writeProject(`new-${resolution.module}`, { ...resolution, noEmit: true }, both);
    expect(await compile(project)).toMatch(misspelling);
  });

  test("runs the compiled program", async () => {
    const project = await writeProject(
      "run",
      { module: "nodenext", moduleResolution: "nodenext" },
      { "index.ts": program },
    );
    expect(await compile(project)).toBe("");
    const { stdout } = await run("node", ["index.js"], { cwd: project });
    expect(JSON.parse(stdout)).toEqual({ types: ["message.received"], missing: true, event_type: "message.received" });
  });

  /** Creates a folder in the project, which resolves the installed packages. */
  async function writeProject(name: string, compilerOptions: object, files: Record<string, string>): Promise<string> {
    const project = join(installed.folder, name);
    const options = {
      strict: true,
      exactOptionalPropertyTypes: true,
      target: "es2023",
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
