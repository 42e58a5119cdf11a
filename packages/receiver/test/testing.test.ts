import { eventTypes } from "@agent-webhooks/types";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createReceiver, InvalidSecretError } from "../src/index.ts";
import { sampleEvent, sign, signedRequest } from "../src/testing.ts";
import { otherSecret, secret } from "./support.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("sign", () => {
  test("answers both families with the same values", async () => {
    const headers = await sign("x", { secret, id: "msg_1", timestamp: 17 });
    expect(Object.keys(headers).sort()).toEqual([
      "svix-id",
      "svix-signature",
      "svix-timestamp",
      "webhook-id",
      "webhook-signature",
      "webhook-timestamp",
    ]);
    expect(headers).toMatchObject({
      "webhook-id": "msg_1",
      "webhook-timestamp": "17",
      "svix-id": "msg_1",
      "svix-timestamp": "17",
    });
    expect(headers["svix-signature"]).toBe(headers["webhook-signature"]);
  });

  test("takes the id from the payload's event_id, and makes a fresh one when it has none", async () => {
    const event = sampleEvent("message.sent");
    for (const payload of [event, JSON.stringify(event), Buffer.from(JSON.stringify(event))]) {
      expect((await sign(payload, { secret }))["webhook-id"]).toBe(event.event_id);
      expect((await sign(payload, { secret, id: "msg_1" }))["webhook-id"]).toBe("msg_1");
    }
    for (const payload of ["hello", "", "null", { event_type: "x" }, { event_id: 17 }, new ArrayBuffer(2)]) {
      const [first, second] = [await sign(payload, { secret }), await sign(payload, { secret })];
      expect(first["webhook-id"]).toMatch(/^msg_\w+$/);
      expect(first["webhook-id"]).not.toBe(second["webhook-id"]);
    }
  });

  test("takes the time from the clock", async () => {
    vi.useFakeTimers({ now: 1_769_000_000_999 });
    expect((await sign("x", { secret }))["webhook-timestamp"]).toBe("1769000000");
  });

  test("signs the same payload alike in every form of it", async () => {
    const payload = { event_type: "x", note: "Grüße 🚀" };
    const text = JSON.stringify(payload);
    const bytes = new TextEncoder().encode(text);
    const options = { secret, id: "msg_1", timestamp: 17 };
    for (const form of [text, bytes, bytes.buffer, Buffer.from(text)]) {
      expect(await sign(form, options)).toEqual(await sign(payload, options));
    }
  });

  test("signs once for each secret, in their order", async () => {
    const options = { id: "msg_1", timestamp: 17 };
    const signature = async (key: string | string[]) =>
      (await sign("x", { ...options, secret: key }))["webhook-signature"];
    expect(await signature([secret, otherSecret])).toBe(`${await signature(secret)} ${await signature(otherSecret)}`);
  });

  test("refuses a secret that cannot be one", async () => {
    await expect(sign("x", { secret: "whsec_!" })).rejects.toThrow(InvalidSecretError);
  });

  test("needs no Node", async () => {
    const expected = await sign("x", { secret, id: "msg_1", timestamp: 17 });
    vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never);
    expect(await sign("x", { secret, id: "msg_1", timestamp: 17 })).toEqual(expected);
    vi.stubGlobal("process", undefined);
    expect(await sign("x", { secret, id: "msg_1", timestamp: 17 })).toEqual(expected);
    vi.unstubAllGlobals();
  });
});

describe("sampleEvent", () => {
  test.each(eventTypes)("is an event of the type %s, under a fresh id each time", (type) => {
    const [first, second] = [sampleEvent(type), sampleEvent(type)];
    expect(first.event_type).toBe(type);
    expect(first.type).toBe("event");
    expect(first.event_id).toMatch(/^evt_\w{32}$/);
    expect(first.event_id).not.toBe(second.event_id);
    expect({ ...first, event_id: "" }).toEqual({ ...second, event_id: "" });
  });

  test("takes fields at any depth, and arrays whole", () => {
    const event = sampleEvent("message.received", {
      event_id: "evt_mine",
      message: { subject: "Mine", to: [], headers: { "X-Mine": "yes" } },
    });
    expect(event.event_id).toBe("evt_mine");
    expect(event.message).toMatchObject({ subject: "Mine", from: "Ada Lovelace <ada@example.net>", to: [] });
    expect(event.message.headers).toEqual({ "X-Mailer": "Analytical Mail 1.0", "X-Mine": "yes" });
    expect(event.thread.subject).toBe("Refund for order 1843");
  });

  test("is a copy: changing it changes no other", () => {
    const event = sampleEvent("message.received");
    event.message.to.push("someone@example.net");
    event.message.subject = "changed";
    expect(sampleEvent("message.received").message.to).toEqual(["support@agents.example.com"]);
    expect(sampleEvent("message.received").message.subject).toBe("Refund for order 1843");
  });
});

describe("signedRequest", () => {
  test("is a POST of the payload as JSON, that a receiver accepts", async () => {
    const event = sampleEvent("message.sent");
    const request = await signedRequest("https://example.com/hooks", event, { secret });
    expect(request.method).toBe("POST");
    expect(request.url).toBe("https://example.com/hooks");
    expect(request.headers.get("content-type")).toBe("application/json");
    expect(request.headers.get("webhook-id")).toBe(event.event_id);
    const receiver = createReceiver({ secrets: secret });
    expect(await receiver.verify(await request.text(), request.headers)).toEqual(event);
  });

  test("carries raw bytes as they are, and the headers that it is given", async () => {
    const bytes = new Uint8Array([0xff, 0, 1]);
    const headers = { "content-type": "text/plain", "webhook-signature": "v1,AAAA", "x-mine": "yes" };
    const request = await signedRequest(new URL("https://example.com/"), bytes, { secret, headers });
    expect(new Uint8Array(await request.arrayBuffer())).toEqual(bytes);
    expect(Object.fromEntries(request.headers)).toMatchObject(headers);
  });
});
