import { readdirSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, test, vi } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { createReceiver } from "../src/index.ts";
import { sampleEvent, signedRequest } from "../src/testing.ts";
import { secret } from "./support.ts";

const folder = new URL("../src/", import.meta.url);
const sources = readdirSync(folder, { encoding: "utf8", recursive: true })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    return [name, text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "")] as const;
  });

afterEach(() => void vi.unstubAllGlobals());

describe("the source file", () => {
  test.each(sources)("%s imports only its neighbours and the generated types", (_, code) => {
    const imported = [...code.matchAll(/\b(?:from|import|require)\s*\(?\s*["']([^"']+)["']/g)].map(([, name]) => name);
    for (const name of imported)
      expect(name).toMatch(/^(\.\.?\/|@agent-webhooks\/types(\/delivery|\/examples|\/json-schema)?$)/);
    expect(code).not.toMatch(/["']node:|\bBuffer\b|\bconsole\b/);
  });

  test.each(sources)("%s contains only definitions, which have no side effects on import", (_, code) => {
    // Statements of a module start in the first column.
    const statements = code.split("\n").filter((line) => /^\w/.test(line));
    for (const line of statements) {
      expect(line).toMatch(/^(import|export|type|interface|const|function|async function)\b/);
      expect(line).not.toMatch(/= (new|await)\b|= [\w.]+\(/);
    }
  });
});

test("the package depends only on the generated types", () => {
  expect(Object.keys(manifest.dependencies)).toEqual(["@agent-webhooks/types"]);
  expect(manifest).not.toHaveProperty("peerDependencies");
  expect(manifest.sideEffects).toBe(false);
});

test("the receiver works in a runtime without `process`", async () => {
  vi.stubGlobal("process", undefined);
  const handler = vi.fn();
  const receiver = createReceiver({ secrets: secret }).on("message.received", handler);
  const event = sampleEvent("message.received", { message: { subject: "Hello" } });
  const response = await receiver.fetchHandler()(await signedRequest("https://example.com/", event, { secret }));
  expect(response.status).toBe(200);
  expect(handler.mock.calls).toEqual([[event]]);
});
