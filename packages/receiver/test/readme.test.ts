import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { DedupeStore } from "../src/index.ts";
import { sampleEvent, signedRequest } from "../src/testing.ts";
import { secret } from "./support.ts";

const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
const blocks = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);
// Inside of the package, so that its own name and its dependencies resolve from there.
const folder = new URL("./readme-blocks/", import.meta.url);

beforeAll(() => mkdir(folder, { recursive: true }));
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  vi.stubEnv("WEBHOOK_SECRET", secret);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const run = async (code: string, index: number): Promise<Record<string, unknown>> => {
  const file = new URL(`block-${index}.ts`, folder);
  await writeFile(file, code);
  return import(file.pathname);
};

test("the README has examples", () => {
  expect(blocks.length).toBeGreaterThan(8);
});

test.each(blocks.map((code, index) => [index, code] as const))("block %i of the README runs", async (index, code) => {
  await run(code, index);
});

test("the first block is a whole service", async () => {
  const log = vi.spyOn(console, "log").mockReturnValue();
  const { POST } = await run(blocks[0] ?? "", 100);
  const event = sampleEvent("message.received", { message: { subject: "Hello" } });
  const response = await (POST as (request: Request) => Promise<Response>)(
    await signedRequest("https://example.com/hooks", event, { secret }),
  );
  expect(response.status).toBe(200);
  expect(log).toHaveBeenCalledExactlyOnceWith("Hello");
});

test("the Redis store of the README loses nothing when a process dies, and handles nothing twice", async () => {
  const index = blocks.findIndex((code) => code.includes("redisDedupe"));
  const { redisDedupe } = await run(blocks[index] ?? "", 101);
  const values = new Map<string, string>();
  const store = (redisDedupe as (redis: object) => Required<DedupeStore>)({
    set: async (key: string, value: string, { NX }: { NX?: true }) => {
      if (NX && values.has(key)) return null;
      values.set(key, value);
      return "OK";
    },
    get: async (key: string) => values.get(key) ?? null,
    del: async (key: string) => values.delete(key),
  });

  expect(await store.seen("a")).toBe(false);
  // Another process, while the first one handles it.
  await expect(store.seen("a")).rejects.toThrow("being handled elsewhere");
  // The first one died, and its mark expired.
  values.clear();
  expect(await store.seen("a")).toBe(false);
  await store.done("a");
  expect(await store.seen("a")).toBe(true);
  await store.forget("a");
  expect(await store.seen("a")).toBe(false);
});
