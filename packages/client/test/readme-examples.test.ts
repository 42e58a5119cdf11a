import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { InMemoryProvider } from "./in-memory-provider.ts";

const root = new URL("..", import.meta.url);
const folder = new URL("test/.readme/", root);
const blocks = [...readFileSync(new URL("README.md", root), "utf8").matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(
  ([, code]) => code ?? "",
);

beforeAll(() => mkdirSync(folder, { recursive: true }));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  vi.unstubAllGlobals();
});

/** Declares the names that examples use; an example may declare them again in its block. */
function withNames(code: string): string {
  const imports: string[] = code.match(/^import .*$/gm) ?? [];
  return `
    import { createWebhooksClient as make } from "@agent-webhooks/client";
    ${imports.join("\n")}
    ${imports.join().includes("createWebhooksClient") ? "" : "const createWebhooksClient = make;"}
    const token = "awt_of-the-readme";
    const webhooks = make({ baseUrl: "https://api.example.com", token });
    const { webhook_id: id } = await webhooks.create({ url: "https://example.com/", event_types: ["message.sent"] });
    {
      ${code.replaceAll(/^import .*\n/gm, "")}
    }`;
}

test("the README has examples", () => {
  expect(blocks.length).toBeGreaterThan(8);
});

const proxyUrl = "http://proxy.example.com:3128";

test.each(
  blocks
    .filter((code) => !code.includes(proxyUrl))
    .map((code, index) => [index + 1, code.trim().split("\n").at(-1), code] as const),
)("example %i runs: %s", async (index, _, code) => {
  const provider = new InMemoryProvider();
  vi.stubGlobal("fetch", provider.fetch);
  for (const method of ["log", "debug", "warn"] as const) vi.spyOn(console, method).mockReturnValue();
  const file = new URL(`example-${index}.ts`, folder);
  writeFileSync(file, withNames(code));
  await import(fileURLToPath(file));
  vi.restoreAllMocks();
});

test("the example that goes page by page shows every page", async () => {
  vi.stubGlobal("fetch", new InMemoryProvider().fetch);
  const log = vi.spyOn(console, "log").mockReturnValue();
  const code = blocks.find((code) => code.includes("hasNextPage")) ?? "";
  const second = `await webhooks.create({ url: "https://example.com/2", event_types: ["message.sent"] });\n`;
  const file = new URL("pages.ts", folder);
  writeFileSync(file, withNames(second + code.replace("limit: 50", "limit: 1")));
  await import(fileURLToPath(file));
  expect(log.mock.calls).toEqual([
    [1, 1],
    [1, 1],
  ]);
  vi.restoreAllMocks();
});

test("the example with a proxy sends its requests to the proxy", async () => {
  const received: string[] = [];
  const proxy = createServer((request, response) => {
    received.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ count: 0, webhooks: [] }));
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  const code = blocks.find((code) => code.includes(proxyUrl)) ?? "";
  const names = `import { createWebhooksClient } from "@agent-webhooks/client";\nconst token = "awt_of-the-readme";\n`;
  // Over http, because the proxy has no certificate of the API.
  const local = code.replace(proxyUrl, `http://127.0.0.1:${port}`).replace("https://api", "http://api");
  const file = new URL("proxy.ts", folder);
  writeFileSync(file, names + local);
  const log = vi.spyOn(console, "log").mockReturnValue();
  try {
    await import(fileURLToPath(file));
    expect(log.mock.calls).toMatchObject([[{ count: 0 }]]);
    expect(received).toEqual(["GET http://api.example.com/agent/v0/webhooks Bearer awt_of-the-readme"]);
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
});
