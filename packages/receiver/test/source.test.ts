import { readdirSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, test, vi } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { createReceiver } from "../src/index.ts";
import { sampleEvent, signedRequest } from "../src/testing.ts";
import { secret } from "./support.ts";

const folder = new URL("../src/", import.meta.url);
const sources = readdirSync(folder, { encoding: "utf8", recursive: true }).map((name) => {
  const text = readFileSync(new URL(name, folder), "utf8");
  return [name, text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "")] as const;
});

describe("the sources", () => {
  test.each(sources)("%s imports nothing but its neighbours and the generated types", (_, code) => {
    const imported = [...code.matchAll(/\b(?:from|import|require)\s*\(?\s*["']([^"']+)["']/g)].map(([, name]) => name);
    for (const name of imported) expect(name).toMatch(/^(\.\/|@agent-webhooks\/types(\/examples)?$)/);
    expect(code).not.toMatch(/["']node:|\bBuffer\b|\bconsole\b/);
  });

  test.each(sources)("%s does nothing at import time but define", (_, code) => {
    // Statements of a module start in the first column.
    const statements = code.split("\n").filter((line) => /^\w/.test(line));
    for (const line of statements) {
      expect(line).toMatch(/^(import|export|type|interface|const)\b/);
      expect(line).not.toMatch(/= (new|await)\b|= [\w.]+\(/);
    }
  });
});

test("nothing is installed along with the package but the generated types", () => {
  expect(Object.keys(manifest.dependencies)).toEqual(["@agent-webhooks/types"]);
  expect(manifest).not.toHaveProperty("peerDependencies");
  expect(manifest.sideEffects).toBe(false);
});

describe("a runtime that has no `process`", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test("is enough", async () => {
    vi.stubGlobal("process", undefined);
    let subject: string | undefined;
    const receiver = createReceiver({ secrets: secret }).on("message.received", (event) => {
      subject = event.message.subject;
    });
    const event = sampleEvent("message.received", { message: { subject: "Hello" } });
    const response = await receiver.fetchHandler()(await signedRequest("https://example.com/", event, { secret }));
    expect(response.status).toBe(200);
    expect(subject).toBe("Hello");
  });
});
