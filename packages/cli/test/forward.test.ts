import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createForwarder } from "../src/listen/forward.ts";
import { Target } from "./support/target.ts";

/** Forwards a request with these headers. */
async function forward(rawHeaders: readonly string[], targetResponse: Target["response"] = { status: 200 }) {
  const target = await Target.start();
  target.response = targetResponse;
  const forwarder = createForwarder(target.url);
  const disconnected = new AbortController().signal;
  const response = await forwarder.forward({ headers: {}, rawHeaders, body: Buffer.from("{}"), disconnected });
  await forwarder.close();
  const [request] = target.requests;
  if (request === undefined) throw new Error("The target received nothing");
  return { response, request, host: new URL(target.url).host };
}

test("headers keep their case, order and repetitions", async () => {
  const headers = ["X-First", "1", "Content-Type", "application/json", "x-twice", "a", "x-twice", "b"];
  const { request } = await forward(headers);
  expect(request.rawHeaders.join()).toContain(headers.join());
});

test("hop-by-hop headers are not forwarded, in either direction", async () => {
  const { request, response, host } = await forward(
    [
      ...["Host", "sender.example", "Content-Length", "999", "Expect", "100-continue", "Transfer-Encoding", "chunked"],
      ...["Connection", "keep-alive, X-Private", "X-Private", "1", "Keep-Alive", "timeout=5", "x-kept", "2"],
    ],
    { status: 200, headers: ["connection", "close, x-hop", "x-hop", "1", "x-kept", "2"], body: "done" },
  );
  expect(request.headers).toMatchObject({ host, "content-length": "2", "x-kept": "2" });
  for (const name of ["expect", "transfer-encoding", "x-private", "keep-alive"]) {
    expect(request.headers).not.toHaveProperty(name);
  }
  const names = (response.rawHeaders ?? []).filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  expect(names).toContain("x-kept");
  for (const name of ["connection", "x-hop", "transfer-encoding", "content-length"]) expect(names).not.toContain(name);
});

test("a response is returned unchanged: several cookies, compressed bytes, a redirect", async () => {
  const body = gzipSync("compressed");
  const cookies = ["set-cookie", "a=1", "set-cookie", "b=2"];
  const headers = ["location", "http://127.0.0.1:1/", ...cookies, "content-encoding", "gzip"];
  const { response } = await forward([], { status: 302, headers, body });
  expect(response.status).toBe(302);
  expect(response.rawHeaders?.join()).toContain("set-cookie,a=1,set-cookie,b=2,content-encoding,gzip");
  expect(Buffer.from(response.body ?? [])).toEqual(body);
});

test("a response is truncated to 1 MiB", async () => {
  const { response } = await forward([], { status: 200, body: "x".repeat(3 * 1024 * 1024) });
  expect(response.body?.byteLength).toBe(1024 * 1024);
});
