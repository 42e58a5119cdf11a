import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { DedupeStore } from "../src/index.ts";
import { sampleEvent, signedRequest } from "../src/testing.ts";
import { secret } from "./support.ts";

const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
const examples = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);
// Inside the package, so that its own name and its dependencies can be resolved.
const folder = new URL("./readme-examples/", import.meta.url);

beforeAll(() => mkdir(folder, { recursive: true }));
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  for (const name of ["WEBHOOK_SECRET", "OPERATOR_WEBHOOK_SECRET"]) vi.stubEnv(name, secret);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Imports the first example that contains `text`. */
async function importExample(text: string): Promise<Record<string, unknown>> {
  const index = examples.findIndex((code) => code.includes(text));
  const file = new URL(`example-${index}.ts`, folder);
  await writeFile(file, examples[index] ?? "");
  return import(file.pathname);
}

test("the README has examples", () => {
  expect(examples.length).toBeGreaterThan(8);
});

test.each(examples)("example %# of the README runs", async (code) => {
  await importExample(code);
});

test("the example that receives events works", async () => {
  const log = vi.spyOn(console, "log").mockReturnValue();
  const { POST } = await importExample("export const POST");
  const event = sampleEvent("message.received", { message: { subject: "Hello" } });
  const request = await signedRequest("https://example.com/hooks", event, { secret });
  expect((await (POST as (request: Request) => Promise<Response>)(request)).status).toBe(200);
  expect(log).toHaveBeenCalledExactlyOnceWith("Hello");
});

test("the Redis store handles nothing twice and loses nothing when a process crashes", async () => {
  const { redisDedupe } = await importExample("redisDedupe");
  const values = new Map<string, string>();
  let seconds = 0;
  const redis = {
    set: async (key: string, value: string, { NX, EX }: { NX?: true; EX: number }) => {
      if (NX && values.has(key)) return null;
      values.set(key, value);
      seconds = EX;
      return "OK";
    },
    get: async (key: string) => values.get(key) ?? null,
    del: async (key: string) => values.delete(key),
  };
  const create = redisDedupe as (redis: object, prefix: string) => Required<DedupeStore>;
  const [store, other] = [create(redis, "support-desk"), create(redis, "billing")];

  expect(await store.seen("a")).toBe(false);
  // Another process, while the first one handles the event.
  await expect(store.seen("a")).rejects.toThrow("being handled elsewhere");
  // The first process crashed, and its mark expired.
  values.clear();
  expect(await store.seen("a")).toBe(false);
  await store.done("a");
  // Longer than the default retry schedule may take.
  expect(seconds).toBeGreaterThan(57 * 3600);
  expect(await store.seen("a")).toBe(true);
  // Another service, which got the same event.
  expect(await other.seen("a")).toBe(false);
  await store.forget("a");
  expect(await store.seen("a")).toBe(false);
});
