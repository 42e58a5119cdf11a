import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Consumer, installProducts, packages, products, run } from "./pack.ts";

let consumer: Consumer;
beforeAll(async () => {
  consumer = await installProducts();
});
afterAll(() => consumer[Symbol.asyncDispose]());

describe.each(products)("@agent-webhooks/%s", (product) => {
  test("is packed as publint wants it", async () => {
    const pkgDir = join(packages, product);
    const { messages, pkg } = await publint({ pkgDir, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test("has types where every resolver of ES modules looks for them", async () => {
    const attw = fileURLToPath(import.meta.resolve("@arethetypeswrong/cli/package.json"));
    const cli = join(dirname(attw), "dist/index.js");
    // Node 10 and CommonJS are not meant to find anything; for the rest it exits with 1 and says what it found.
    const judged = run("node", [cli, consumer.tarballs[product], "--profile", "esm-only", "--no-color"]);
    expect(
      await judged.then(
        () => "",
        (error) => error.stdout,
      ),
    ).toBe("");
  });

  test("brings no dependency but its own kind and openapi-fetch", async () => {
    const manifest = join(consumer.folder, "node_modules/@agent-webhooks", product, "package.json");
    const { dependencies = {} } = JSON.parse(await readFile(manifest, "utf8"));
    const allowed = {
      types: [],
      client: ["@agent-webhooks/types", "openapi-fetch"],
      receiver: ["@agent-webhooks/types"],
    };
    expect(Object.keys(dependencies).sort()).toEqual(allowed[product]);
  });
});

/** What somebody might write: all three products at once, by their types. */
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

const broken = `
import { createWebhooksClient } from "@agent-webhooks/client";
const client = createWebhooksClient({ baseUrl: "http://127.0.0.1:1", token: "t" });
await client.create({ url: "https://example.com/hooks", event_types: ["message.recieved"] });
`;

describe("a project that installed the packed products", () => {
  const compilers = { "TypeScript 5.9": "typescript-5", "TypeScript 7": "typescript" };
  const resolutions = [
    { module: "node16", moduleResolution: "node16" },
    { module: "nodenext", moduleResolution: "nodenext" },
    { module: "esnext", moduleResolution: "bundler" },
  ];
  const cases = Object.entries(compilers).flatMap(([name, compiler]) =>
    resolutions.map((resolution) => ({ name, compiler, ...resolution })),
  );

  test.each(cases)(
    "compiles with $name, moduleResolution $moduleResolution",
    async ({ compiler, module, moduleResolution }) => {
      const project = await writeProject(
        { module, moduleResolution, noEmit: true, skipLibCheck: false },
        `${compiler}-${module}`,
      );
      expect(await compile(compiler, project)).toBe("");
      await writeFile(join(project, "index.ts"), broken);
      expect(await compile(compiler, project)).toMatch(/error TS2820|error TS2322/);
    },
  );

  test("runs what it compiled", async () => {
    const project = await writeProject({ module: "nodenext", moduleResolution: "nodenext" }, "run");
    expect(await compile("typescript", project)).toBe("");
    const { stdout } = await run("node", ["index.js"], { cwd: project });
    expect(JSON.parse(stdout)).toEqual({ types: ["message.received"], missing: true, event_type: "message.received" });
  });

  /** A folder of its own in the consumer, which finds the consumer's modules. */
  async function writeProject(compilerOptions: Record<string, unknown>, name: string): Promise<string> {
    const project = join(consumer.folder, name);
    const lib = ["es2023", "dom", "dom.iterable"];
    const options = {
      strict: true,
      exactOptionalPropertyTypes: true,
      target: "es2023",
      lib,
      types: [],
      ...compilerOptions,
    };
    await mkdir(project);
    await writeFile(join(project, "package.json"), JSON.stringify({ type: "module" }));
    await writeFile(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["index.ts"] }));
    await writeFile(join(project, "index.ts"), program);
    return project;
  }

  /** What the compiler complains about. */
  async function compile(compiler: string, project: string): Promise<string> {
    const tsc = join(packages, "contract-tests/node_modules", compiler, "bin/tsc");
    return run("node", [tsc, "-p", project]).then(
      ({ stdout }) => stdout,
      (error) => error.stdout,
    );
  }
});
