import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { requestOf } from "./scripted-fetch.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
const files = readdirSync(`${root}/src`, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => `src/${file.replaceAll("\\", "/")}`);
const importsOf = (file: string) =>
  [...readFileSync(`${root}/${file}`, "utf8").matchAll(/^(?:import|export)\s[^"]*from "([^"]+)";$/gm)].map(
    ([, from]) => ({ from: from ?? "" }),
  );
const all = files.flatMap((file) => importsOf(file).map((one) => ({ file, ...one })));

describe("the package", () => {
  test("sends its version to servers", async () => {
    const { headers } = await requestOf((client) => client.get("wh_1"));
    expect(headers.get("user-agent")).toBe(`agent-webhooks-client/${manifest.version}`);
  });

  test("depends on openapi-fetch and the types only", () => {
    expect(Object.keys(manifest.dependencies)).toEqual(["@agent-webhooks/types", "openapi-fetch"]);
    expect(manifest.peerDependencies).toBeUndefined();
    const outside = all.map(({ from }) => from).filter((from) => !from.startsWith("."));
    expect([...new Set(outside)].sort()).toEqual([
      "@agent-webhooks/types",
      "@agent-webhooks/types/delivery",
      "@agent-webhooks/types/delivery/routes",
      "@agent-webhooks/types/json-schema",
      "@agent-webhooks/types/routes",
      "@agent-webhooks/types/schemas",
      "openapi-fetch",
    ]);
  });

  test("imports openapi-fetch in one file", () => {
    expect(all.flatMap(({ file, from }) => (from === "openapi-fetch" ? [file] : []))).toEqual(["src/internal/http.ts"]);
  });

  test("mentions paths and fields of the spec only in the files of an API", () => {
    const aboutSpec = ["index", "webhooks", "delivery", "create-delivery-client", "ensure", "validate"].map(
      (name) => `src/${name}.ts`,
    );
    const generic = files.filter((file) => !aboutSpec.includes(file));
    expect(generic).toContain("src/internal/transport.ts");
    const resolved = (file: string, from: string) => posix.join(posix.dirname(file), from);
    const up = all.filter(({ file, from }) => generic.includes(file) && aboutSpec.includes(resolved(file, from)));
    expect(up).toEqual([]);
    const code = generic.map((file) =>
      readFileSync(`${root}/${file}`, "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, ""),
    );
    expect(code.filter((text) => /webhook_id|client_id|inbox|agent\/v0/.test(text))).toEqual([]);
  });
});
