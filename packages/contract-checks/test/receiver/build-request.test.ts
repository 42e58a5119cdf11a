import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { expect, test } from "vitest";
import { buildRequest, decodeSecret, type TestDelivery, withoutHeaders } from "../../src/receiver/build-request.ts";
import { secret } from "./fake-target.ts";

const key = decodeSecret(secret);
const now = Math.floor(Date.now() / 1000);
const request = (delivery: Partial<TestDelivery> = {}) =>
  buildRequest({ eventType: "message.sent", id: "evt_1", body: '{"a":"é"}', ...delivery }, key, now);

test("standardwebhooks and svix verify the request, each with its own family of headers", () => {
  const { headers, body } = request();
  const family = (name: string) => Object.fromEntries(Object.entries(headers).filter(([key]) => key.startsWith(name)));
  expect(new StandardWebhook(secret).verify(body.toString(), family("webhook-"))).toEqual({ a: "é" });
  expect(() => new SvixWebhook(secret).verify(body.toString(), family("svix-"))).not.toThrow();
});

test("has exactly these headers", () => {
  expect(request().headers).toEqual({
    "user-agent": "webhooks-contract",
    accept: "*/*",
    "content-type": "application/json",
    "content-length": "10",
    "webhook-id": "evt_1",
    "webhook-timestamp": `${now}`,
    "webhook-signature": expect.stringMatching(/^v1,.{44}$/),
    "svix-id": "evt_1",
    "svix-timestamp": `${now}`,
    "svix-signature": request().headers["webhook-signature"],
  });
});

test("method, content type, timestamp and chunks can be set", () => {
  const get = request({ method: "GET", contentType: "text/plain", firstChunkBytes: 3 });
  expect(get).toMatchObject({ method: "GET", body: Buffer.alloc(0), firstChunkBytes: 3 });
  expect(Object.keys(get.headers)).not.toContain("content-type");
  expect(Object.keys(get.headers)).not.toContain("content-length");
  expect(request()).toMatchObject({ method: "POST", firstChunkBytes: undefined });
  expect(request({ contentType: "text/plain" }).headers["content-type"]).toBe("text/plain");
  expect(request({ timestampOffset: -60 }).headers["webhook-timestamp"]).toBe(`${now - 60}`);
});

test("a chunked body has no content length", () => {
  const { headers, body } = request({ isChunked: true });
  expect([headers["transfer-encoding"], headers["content-length"], body]).toEqual([
    "chunked",
    undefined,
    request().body,
  ]);
});

test("an override gets the signed values, can sign again, and changes the request", () => {
  const before = request();
  const changed = request({
    override: (signed, sign) => {
      expect(signed).toEqual({
        id: "evt_1",
        timestamp: `${now}`,
        signature: before.headers["webhook-signature"],
      });
      expect(`v1,${sign()}`).toBe(signed.signature);
      const others = [{ id: "2" }, { timestamp: "2" }, { body: "2" }, { key: Buffer.from("2") }].map(sign);
      expect(new Set([...others, sign()]).size).toBe(5);
      return { id: "evt_2", timestamp: undefined, body: "{}" };
    },
  });
  expect(changed.body.toString()).toBe("{}");
  expect(changed.headers).toEqual({
    ...before.headers,
    "content-length": "2",
    "webhook-id": "evt_2",
    "svix-id": "evt_2",
    "webhook-timestamp": undefined,
    "svix-timestamp": undefined,
  });
  const bare = request({ override: () => withoutHeaders }).headers;
  expect(Object.keys(bare).filter((name) => /webhook|svix/.test(name))).toEqual([]);
});
