import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { describe, expect, test } from "vitest";
import { type Delivery, keyOf, toRequest, unsigned } from "../../src/receiver/delivery.ts";
import { faultOf } from "../../src/receiver/outcome.ts";
import type { Answer } from "../../src/receiver/send.ts";
import { observer, secret } from "./observer.ts";

const key = keyOf(secret);
const now = Math.floor(Date.now() / 1000);
const request = (delivery: Partial<Delivery> = {}) =>
  toRequest({ eventType: "message.sent", id: "evt_1", body: '{"a":"é"}', ...delivery }, key, now);

describe("a delivery on the wire", () => {
  test("verifies with the libraries of others, which read one family of headers each", () => {
    const { headers, body } = request();
    const family = (name: string) =>
      Object.fromEntries(Object.entries(headers).filter(([key]) => key.startsWith(name)));
    expect(new StandardWebhook(secret).verify(body.toString(), family("webhook-"))).toEqual({ a: "é" });
    expect(() => new SvixWebhook(secret).verify(body.toString(), family("svix-"))).not.toThrow();
  });

  test("has these headers, and no other", () => {
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

  test("has another type, method or age, if that is what it is about, and comes in pieces", () => {
    const get = request({ method: "GET", contentType: "text/plain", firstPiece: 3 });
    expect(get).toMatchObject({ method: "GET", body: Buffer.alloc(0), firstPiece: 3 });
    expect(Object.keys(get.headers)).not.toContain("content-type");
    expect(Object.keys(get.headers)).not.toContain("content-length");
    expect(request()).toMatchObject({ method: "POST", firstPiece: undefined });
    expect(request({ contentType: "text/plain" }).headers["content-type"]).toBe("text/plain");
    expect(request({ signedAfter: -60 }).headers["webhook-timestamp"]).toBe(`${now - 60}`);
  });

  test("is changed after it was signed, by whoever knows what was signed, and can sign again", () => {
    const before = request();
    const changed = request({
      change: (signed, sign) => {
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
    const bare = request({ change: () => unsigned }).headers;
    expect(Object.keys(bare).filter((name) => /webhook|svix/.test(name))).toEqual([]);
  });
});

describe("a finding tells of an answer", () => {
  const answered = (answer: Partial<Answer>) => {
    const { target } = observer();
    const delivery: Delivery = { eventType: "message.sent", id: "evt_1", body: "{}" };
    const whole = { status: 200, headers: {}, excerpt: "", ms: 1, ...answer } as Answer;
    return faultOf(target, { delivery, request: request(), answer: whole });
  };

  test.each([
    [{ status: 302, headers: { location: "/login" }, excerpt: "" }, "302 Found, to /login"],
    [{ status: 200, excerpt: "\n  all\n\n is   well " }, "200 OK: all is well"],
    [{ status: 302, headers: { location: "/login" }, excerpt: "moved" }, "302 Found, to /login: moved"],
    [{ status: 599 }, "599"],
    [{ status: undefined, failure: "late", reason: "no answer within 2 s" }, "no answer within 2 s"],
  ] as const)("%o as %s", (answer, text) => {
    expect(answered(answer).got).toBe(text);
  });

  test("with the type of the event, and how to send it again", () => {
    const { operation, curl } = answered({});
    expect(operation).toBe("message.sent");
    expect(curl).toMatch(/^curl -i .* --data-raw .* http:\/\/127\.0\.0\.1:3000\/hooks$/);
  });
});
