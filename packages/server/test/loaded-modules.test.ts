/** A service that is idle keeps the texts of all modules in memory that it has loaded. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const script = `
  await import(${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)});
  const { createRequire } = process.getBuiltinModule("node:module");
  const files = Object.keys(createRequire(import.meta.url).cache);
  const ofPackage = (name) => files.filter((file) => file.includes("/node_modules/" + name + "/"));
  console.log(JSON.stringify({
    undici: ofPackage("undici").map((file) => file.replace(/.*\\/lib\\//, "")),
    rateLimiter: ofPackage("rate-limiter-flexible").length,
    ofNode: process.moduleLoadList.filter((name) => name.includes("deps/undici")),
  }));`;

test("neither fetch and WebSocket nor the stores of other databases are loaded", async () => {
  const args = ["--conditions=@agent-webhooks/source", "--input-type=module", "-e", script];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { undici, rateLimiter, ofNode } = JSON.parse(stdout);
  expect(undici).toContain("dispatcher/agent.js");
  expect(undici.filter((file: string) => /^(web|cache|mock|handler\/cache)/.test(file))).toEqual([]);
  expect(rateLimiter).toBeGreaterThan(0);
  expect(rateLimiter).toBeLessThan(15);
  expect(ofNode).toEqual([]);
});
