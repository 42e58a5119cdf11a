import { request } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { listen } from "../../src/fake/listen.ts";
import type { HttpRequest, Transport } from "../../src/provider/http.ts";

/** Records requests, and responds the same to each. */
function recording(status = 200, body = "{}"): { readonly requests: HttpRequest[]; readonly transport: Transport } {
  const requests: HttpRequest[] = [];
  const headers = new Headers({ "content-type": "application/json", "x-name": "value" });
  const transport: Transport = async (request) => {
    requests.push(request);
    return { status, headers, body };
  };
  return { requests, transport };
}

test("requests and responses pass unchanged", async () => {
  const { requests, transport } = recording(201, '{"a":"ü"}');
  await using server = await listen(transport);
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
  const body = new Uint8Array([0xff, 0x00]);
  const response = await fetch(`${server.url}/a%2Fb?c=d`, { method: "PATCH", headers: { "X-Mine": "1" }, body });
  expect([response.status, response.headers.get("x-name"), await response.text()]).toEqual([201, "value", '{"a":"ü"}']);
  expect(requests).toEqual([
    {
      method: "PATCH",
      path: "/a%2Fb?c=d",
      headers: expect.objectContaining({ "x-mine": "1" }),
      body: Buffer.from(body),
    },
  ]);
});

test("a request whose handler throws is cut off", async () => {
  await using server = await listen(() => Promise.reject(new Error("it died")));
  await expect(fetch(server.url)).rejects.toThrow("fetch failed");
});

test("it listens on the port, which must be free", async () => {
  const { transport } = recording();
  const first = await listen(transport);
  const port = Number(new URL(first.url).port);
  await expect(listen(transport, port)).rejects.toThrow("EADDRINUSE");
  await first.close();
  await using second = await listen(transport, port);
  expect(second.url).toBe(first.url);
});

test("the URL of an IPv6 address has brackets", async () => {
  const { transport } = recording();
  await using server = await listen(transport, 0, "::1");
  expect(server.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
});

test("it closes with the requests that wait for a response", async () => {
  const started = Promise.withResolvers<void>();
  const server = await listen(() => {
    started.resolve();
    return new Promise(() => {});
  });
  const waiting = request(server.url);
  const failed = new Promise((resolve) => waiting.on("error", resolve));
  onTestFinished(() => void waiting.destroy());
  waiting.end();
  await started.promise;
  await server.close();
  expect(await failed).toMatchObject({ code: "ECONNRESET" });
});
