import { afterAll, beforeAll, expect, test } from "vitest";
import { securityHeaders } from "../src/http/response-headers.ts";
import { type Service, startService } from "../src/testing/index.ts";
import { exchange, RawConnection } from "./support/raw-http.ts";

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service?.close());

function parse(response: string): { status: number; contentType: string; json: unknown } {
  const [head = "", body = ""] = response.split("\r\n\r\n");
  return {
    status: Number(head.split(" ")[1]),
    contentType: /^content-type: (.*)$/im.exec(head)?.[1]?.trim() ?? "",
    json: JSON.parse(body),
  };
}

const close = "Connection: close\r\n";

test.each([
  ["bytes that are not HTTP", "\u0016\u0003\u0001 hello\r\n\r\n", 400],
  ["a method that does not exist", "NOPE /agent/v0/webhooks HTTP/1.1\r\nHost: a\r\n\r\n", 400],
  ["a header without a name", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400],
  ["a bad Content-Length", `POST /agent/v0/webhooks HTTP/1.1\r\nHost: a\r\n${close}Content-Length: -1\r\n\r\n`, 400],
  [
    "Content-Length and Transfer-Encoding at once",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    400,
  ],
  [
    "headers that are too large",
    `GET /agent/v0/webhooks HTTP/1.1\r\nHost: a\r\nX-Long: ${"x".repeat(20_000)}\r\n\r\n`,
    431,
  ],
  ["a path that is too long", `GET /agent/v0/webhooks/wh_${"x".repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
  [
    "an unsupported expectation",
    `POST /agent/v0/webhooks HTTP/1.1\r\nHost: a\r\n${close}Expect: miracles\r\nContent-Length: 0\r\n\r\n`,
    417,
  ],
  ["no Host header", `GET /nope HTTP/1.1\r\n${close}\r\n`, 404],
  ["an invalid path", `OPTIONS * HTTP/1.1\r\nHost: a\r\n${close}\r\n`, 404],
  ["a path of two slashes", `GET //agent/v0/webhooks HTTP/1.1\r\nHost: a\r\n${close}\r\n`, 404],
])("%s gets a JSON error", async (_, text, status) => {
  const bytes = await exchange(service.url, text);
  for (const [name, value] of Object.entries(securityHeaders))
    expect(bytes.toLowerCase()).toContain(`${name}: ${value.toLowerCase()}`);
  const response = parse(bytes);
  expect(response).toEqual({
    status,
    contentType: expect.stringContaining("application/json"),
    json:
      status === 400
        ? { name: "ValidationError", errors: { body: [expect.any(String)] } }
        : { name: expect.stringMatching(/^[A-Za-z]+Error$/), message: expect.any(String) },
  });
});

test("Expect: 100-continue gets a 100, also before an error", async () => {
  const head = `POST /agent/v0/webhooks HTTP/1.1\r\nHost: a\r\n${close}Expect: 100-continue\r\nContent-Length: 2\r\n`;
  expect(await exchange(service.url, `${head}\r\n{}`)).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 401 /);
});

test("a request gets one response only, also when the rest of it is not HTTP", async () => {
  const head = "POST /agent/v0/webhooks HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\nTransfer-Encoding: chunked\r\n\r\n";
  expect((await exchange(service.url, `${head}no chunk\r\n\r\n`)).match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 417"]);
  const unauthorized = "POST /agent/v0/webhooks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  expect((await exchange(service.url, `${unauthorized}no chunk\r\n\r\n`)).match(/HTTP\/1\.1 \d+/g)).toHaveLength(1);
});

test("invalid HTTP after a complete request gets its own response", async () => {
  const connection = new RawConnection(service.url);
  connection.write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  const first = await connection.next();
  connection.write("GET / HTTP/9\r\n\r\n");
  const second = await connection.next();
  expect([first, second].map((response) => response.split(" ")[1])).toEqual(["200", "400"]);
  connection.destroy();
});

test("a body that is too large is read to its end, so that a client that writes everything first gets its response", async () => {
  const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
  const head = `POST /agent/v0/webhooks HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${service.token}\r\nContent-Type: application/json`;
  const tooLarge = `${head}\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(64)}0\r\n\r\n`;
  const response = await exchange(service.url, `${tooLarge}GET /healthz HTTP/1.1\r\nHost: a\r\n${close}\r\n`);
  expect(response.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 413", "HTTP/1.1 200"]);
});
