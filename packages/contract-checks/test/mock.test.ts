import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { operations } from "@agent-webhooks/types";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type Mock, startMock } from "../src/index.ts";

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

const authorization = "Bearer any";

test("responds with the spec's examples", async () => {
  const headers = { authorization, prefer: "example=empty" };
  const response = await fetch(`${mock.url}${operations.listWebhooks.path}`, { headers });
  expect(await response.json()).toEqual({ count: 0, limit: 20, webhooks: [] });
});

test("validates by JSON Schema 2020-12, not by an older draft", async () => {
  const response = await fetch(`${mock.url}${operations.listWebhooks.path}`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify({
      url: "https://example.com/",
      event_types: ["message.received"],
      inbox_ids: ["a\u0000"],
    }),
  });
  expect(response.headers.get("sl-violations")).toContain("inbox_ids");
});

test("reads YAML as the comparison of specs does, with the same errors", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mock-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "api.yaml");
  await writeFile(file, "openapi: 3.1.0\nopenapi: 3.1.0\npaths: {}\n");
  await expect(startMock({ spec: pathToFileURL(file) })).rejects.toThrow("Map keys must be unique at line 2, column 1");
});

test("names a spec that it cannot read", async () => {
  const spec = new URL("file:///nowhere/webhooks.yaml");
  await expect(startMock({ spec })).rejects.toThrow(/nowhere\/webhooks.yaml/);
});
