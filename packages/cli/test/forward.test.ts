import { spawn } from "node:child_process";
import dns from "node:dns";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test, vi } from "vitest";
import { type Responder, respondWith, startEndpoint } from "../../server/test/support/endpoint.ts";
import { createForwarder } from "../src/listen/forward.ts";

/** Forwards a request with these headers. */
async function forward(rawHeaders: readonly string[], respond?: Responder) {
  const target = await startEndpoint(respond);
  const forwarder = createForwarder(target.url);
  const disconnected = new AbortController().signal;
  const response = await forwarder.forward({ headers: {}, rawHeaders, body: Buffer.from("{}"), disconnected });
  forwarder.close();
  const [request] = target.received;
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
    respondWith(200, { connection: "close, x-hop", "x-hop": "1", "x-kept": "2" }, "done"),
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
  const { response } = await forward([], (response) => response.writeHead(302, headers).end(body));
  expect(response.status).toBe(302);
  expect(response.rawHeaders?.join()).toContain("set-cookie,a=1,set-cookie,b=2,content-encoding,gzip");
  expect(Buffer.from(response.body ?? [])).toEqual(body);
});

test("a response may follow informational responses that nobody asked for", async () => {
  const target = createServer((socket) => {
    socket.once("data", () => {
      socket.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n");
      socket.end("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndone");
    });
  }).listen(0, "127.0.0.1");
  await once(target, "listening");
  onTestFinished(() => void target.close());
  const forwarder = createForwarder(`http://127.0.0.1:${(target.address() as AddressInfo).port}/`);
  onTestFinished(() => forwarder.close());
  const disconnected = new AbortController().signal;
  const { status, body } = await forwarder.forward({
    headers: {},
    rawHeaders: [],
    body: Buffer.from("{}"),
    disconnected,
  });
  expect([status, String(body)]).toEqual([200, "done"]);
});

/** Starts a server whose connections take a second: its queue is full, so the system repeats the handshake. */
async function startSlowServer(): Promise<number> {
  const script =
    'const s = require("http").createServer((q, r) => r.end("done"))' +
    '.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => console.log(s.address().port))';
  const server = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void server.kill("SIGKILL"));
  const port = Number(String((await once(server.stdout, "data"))[0]));
  server.kill("SIGSTOP");
  for (let count = 0; count < 4; count++) {
    const socket = connect(port, "127.0.0.1").on("error", () => {});
    onTestFinished(() => void socket.destroy());
  }
  await setTimeout(200);
  void setTimeout(500).then(() => server.kill("SIGCONT"));
  return port;
}

test.runIf(process.platform === "linux")(
  "a slow address is waited for, though the name's other one is dead",
  async () => {
    const port = await startSlowServer();
    const addresses = [
      { address: "127.0.0.1", family: 4 },
      { address: "::1", family: 6 },
    ];
    const lookup = vi.spyOn(dns, "lookup");
    onTestFinished(() => lookup.mockRestore());
    lookup.mockImplementation(((...[, , callback]: [string, object, (error: null, found: object) => void]) =>
      callback(null, addresses)) as typeof dns.lookup);
    const forwarder = createForwarder(`http://two-addresses.example:${port}/`);
    onTestFinished(() => forwarder.close());
    const disconnected = new AbortController().signal;
    const request = { headers: {}, rawHeaders: [], body: Buffer.from("{}"), disconnected };
    expect(String((await forwarder.forward(request)).body)).toBe("done");
  },
);

test("a response is truncated to 1 MiB", async () => {
  const { response } = await forward([], (response) => response.end("x".repeat(3 * 1024 * 1024)));
  expect(response.body?.byteLength).toBe(1024 * 1024);
});
