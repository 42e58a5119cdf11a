import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createForwarder } from "../src/listen/forward.ts";
import { Target } from "./support/target.ts";

/** Forwards a request with these headers, and answers what the target got and what came back. */
async function forward(target: Target, rawHeaders: readonly string[], body = "{}") {
  const forwarder = createForwarder(target.url);
  try {
    const hungUp = new AbortController().signal;
    const answer = await forwarder.forward({ headers: {}, rawHeaders, body: Buffer.from(body), hungUp });
    return { answer, received: target.received.at(-1) };
  } finally {
    await forwarder.close();
  }
}

test("headers keep their spelling, order and repetitions", async () => {
  const target = await Target.start();
  const headers = ["X-First", "1", "Content-Type", "application/json", "x-twice", "a", "x-twice", "b"];
  const { received } = await forward(target, headers);
  expect(received?.rawHeaders.filter((_, index) => index >= 4)).toEqual(expect.arrayContaining(headers));
  expect(received?.rawHeaders.join()).toContain(headers.join());
});

test("what is between two machines only is not sent on, in neither direction", async () => {
  const target = await Target.start();
  target.answer = { status: 200, headers: ["connection", "close, x-hop", "x-hop", "1", "x-kept", "2"], body: "done" };
  const { received, answer } = await forward(target, [
    ...["Host", "sender.example", "Content-Length", "999", "Expect", "100-continue", "Transfer-Encoding", "chunked"],
    ...["Connection", "keep-alive, X-Private", "X-Private", "1", "Keep-Alive", "timeout=5", "x-kept", "2"],
  ]);
  expect(received?.headers).toMatchObject({ host: new URL(target.url).host, "content-length": "2", "x-kept": "2" });
  for (const name of ["expect", "transfer-encoding", "x-private", "keep-alive"]) {
    expect(received?.headers).not.toHaveProperty(name);
  }
  const names = (answer.rawHeaders ?? []).filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  expect(names).toContain("x-kept");
  for (const name of ["connection", "x-hop", "transfer-encoding", "content-length"]) expect(names).not.toContain(name);
});

test("an answer comes back as it is: several cookies, compressed bytes, a redirect", async () => {
  const target = await Target.start();
  const body = gzipSync("compressed");
  target.answer = {
    status: 302,
    headers: ["location", "http://127.0.0.1:1/", "set-cookie", "a=1", "set-cookie", "b=2", "content-encoding", "gzip"],
    body,
  };
  const { answer } = await forward(target, []);
  expect(answer.status).toBe(302);
  expect(answer.rawHeaders?.join()).toContain("set-cookie,a=1,set-cookie,b=2,content-encoding,gzip");
  expect(Buffer.from(answer.body ?? [])).toEqual(body);
});

test("an answer that is too long is cut", async () => {
  const target = await Target.start();
  target.answer = { status: 200, body: "x".repeat(3 * 1024 * 1024) };
  const { answer } = await forward(target, []);
  expect(answer.body?.byteLength).toBe(1024 * 1024);
});
