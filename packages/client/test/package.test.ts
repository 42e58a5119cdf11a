import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { answers, clientOf } from "./support.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
const files = readdirSync(`${root}/src`, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => `src/${file.replaceAll("\\", "/")}`);
const importsOf = (file: string) =>
  [...readFileSync(`${root}/${file}`, "utf8").matchAll(/^(?:import|export)\s(?:(type)\s)?[^"]*from "([^"]+)";$/gm)].map(
    ([, type, from]) => ({ isType: type !== undefined, from: from ?? "" }),
  );
const all = files.flatMap((file) => importsOf(file).map((one) => ({ file, ...one })));

describe("the package", () => {
  test("says its own version to servers", async () => {
    const script = answers(Response.json({}));
    await clientOf(script).get("wh_1");
    expect(script.requests[0]?.headers.get("user-agent")).toBe(`agent-webhooks-client/${manifest.version}`);
  });

  test("needs openapi-fetch and the types, and nothing else", () => {
    expect(Object.keys(manifest.dependencies)).toEqual(["@agent-webhooks/types", "openapi-fetch"]);
    expect(manifest.peerDependencies).toBeUndefined();
    const outside = all.map(({ from }) => from).filter((from) => !from.startsWith("."));
    expect([...new Set(outside)].sort()).toEqual([
      "@agent-webhooks/types",
      "@agent-webhooks/types/delivery",
      "@agent-webhooks/types/delivery/routes",
      "@agent-webhooks/types/routes",
      "@agent-webhooks/types/schemas",
      "openapi-fetch",
    ]);
  });

  test("imports openapi-fetch in one file, beside its types", () => {
    const values = all.filter(({ from, isType }) => from === "openapi-fetch" && !isType);
    expect(values.map(({ file }) => file)).toEqual(["src/core/client.ts"]);
  });

  test("keeps the core free of the spec: nothing in it imports from outside of it but facts and types", () => {
    const up = all.filter(({ file, from }) => file.startsWith("src/core/") && from.startsWith("../"));
    expect(up.map(({ from }) => from)).toEqual([]);
    const code = files
      .filter((file) => file.startsWith("src/core/"))
      .map((file) => readFileSync(`${root}/${file}`, "utf8"));
    const statements = code.map((text) => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, ""));
    expect(statements.filter((text) => /webhook_id|client_id|inbox|agent\/v0/.test(text))).toEqual([]);
  });
});
