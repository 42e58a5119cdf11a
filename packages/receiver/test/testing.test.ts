import { eventTypes } from "@agent-webhooks/types";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createReceiver, InvalidSecretError } from "../src/index.ts";
import { sampleEvent, sign, signedRequest } from "../src/testing.ts";
import { otherSecret, secret } from "./support.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("sign", () => {
  const fixed = { secret, id: "msg_1", timestamp: 17 };

  test("returns both families with the same values", async () => {
    const headers = await sign("x", fixed);
    const signature = headers["webhook-signature"];
    expect(headers).toEqual({
      "webhook-id": "msg_1",
      "webhook-timestamp": "17",
      "webhook-signature": expect.stringMatching(/^v1,/),
      "svix-id": "msg_1",
      "svix-timestamp": "17",
      "svix-signature": signature,
    });
  });

  test("uses the payload's event_id, or a new id if it has none", async () => {
    const event = sampleEvent("message.sent");
    for (const payload of [event, JSON.stringify(event), Buffer.from(JSON.stringify(event))]) {
      expect((await sign(payload, { secret }))["webhook-id"]).toBe(event.event_id);
      expect((await sign(payload, { secret, id: "msg_1" }))["webhook-id"]).toBe("msg_1");
    }
    for (const payload of ["hello", "", "null", { event_type: "x" }, { event_id: 17 }, new ArrayBuffer(2)]) {
      const ids = [await sign(payload, { secret }), await sign(payload, { secret })].map((it) => it["webhook-id"]);
      expect(ids[0]).toMatch(/^msg_\w+$/);
      expect(ids[0]).not.toBe(ids[1]);
    }
  });

  test("uses the current time", async () => {
    vi.useFakeTimers({ now: 1_769_000_000_999 });
    expect((await sign("x", { secret }))["webhook-timestamp"]).toBe("1769000000");
  });

  test("creates the same signature for every form of a payload", async () => {
    const payload = { event_type: "x", note: "Grüße 🚀" };
    const text = JSON.stringify(payload);
    const bytes = new TextEncoder().encode(text);
    for (const form of [text, bytes, bytes.buffer, Buffer.from(text)]) {
      expect(await sign(form, fixed)).toEqual(await sign(payload, fixed));
    }
  });

  test("creates one signature per secret, in their order", async () => {
    const signature = async (secret: string | string[]) => (await sign("x", { ...fixed, secret }))["webhook-signature"];
    expect(await signature([secret, otherSecret])).toBe(`${await signature(secret)} ${await signature(otherSecret)}`);
  });

  test("rejects an invalid secret", async () => {
    await expect(sign("x", { secret: "whsec_!" })).rejects.toThrow(InvalidSecretError);
  });

  test("works without Node's crypto and without `process`", async () => {
    const expected = await sign("x", fixed);
    vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never);
    expect(await sign("x", fixed)).toEqual(expected);
    vi.stubGlobal("process", undefined);
    expect(await sign("x", fixed)).toEqual(expected);
  });
});

describe("sampleEvent", () => {
  test.each(eventTypes)("returns an event of the type %s with a new id each time", (type) => {
    const [first, second] = [sampleEvent(type), sampleEvent(type)];
    expect(first).toMatchObject({ type: "event", event_type: type, event_id: expect.stringMatching(/^evt_\w{32}$/) });
    expect(first.event_id).not.toBe(second.event_id);
    expect({ ...first, event_id: "" }).toEqual({ ...second, event_id: "" });
  });

  test("replaces fields at any depth, and arrays as a whole", () => {
    const event = sampleEvent("message.received", {
      event_id: "evt_mine",
      message: { subject: "Mine", to: [], headers: { "X-Mine": "yes" } },
    });
    expect(event.event_id).toBe("evt_mine");
    expect(event.message).toMatchObject({ subject: "Mine", from: "Ada Lovelace <ada@example.net>", to: [] });
    expect(event.message.headers).toEqual({ "X-Mailer": "Analytical Mail 1.0", "X-Mine": "yes" });
    expect(event.thread.subject).toBe("Refund for order 1843");
  });

  test("returns a copy", () => {
    const event = sampleEvent("message.received");
    event.message.to.push("someone@example.net");
    event.message.subject = "changed";
    expect(sampleEvent("message.received").message.to).toEqual(["support@agents.example.com"]);
    expect(sampleEvent("message.received").message.subject).toBe("Refund for order 1843");
  });
});

describe("signedRequest", () => {
  test("returns a POST with a JSON body that a receiver accepts", async () => {
    const event = sampleEvent("message.sent");
    const request = await signedRequest("https://example.com/hooks", event, { secret });
    expect(request).toMatchObject({ method: "POST", url: "https://example.com/hooks" });
    expect(request.headers.get("content-type")).toBe("application/json");
    expect(request.headers.get("webhook-id")).toBe(event.event_id);
    expect(await createReceiver({ secrets: secret }).verify(await request.text(), request.headers)).toEqual(event);
  });

  test("replaces generated headers, whatever the case of their names", async () => {
    const headers = { "Content-Type": "text/plain", "Webhook-Signature": "v1,AAAA" };
    const request = await signedRequest("https://example.com/", sampleEvent("message.sent"), { secret, headers });
    expect(request.headers.get("content-type")).toBe("text/plain");
    expect(request.headers.get("webhook-signature")).toBe("v1,AAAA");
  });

  test("sends raw bytes and additional headers unchanged", async () => {
    const bytes = new Uint8Array([0xff, 0, 1]);
    const headers = { "content-type": "text/plain", "webhook-signature": "v1,AAAA", "x-mine": "yes" };
    const request = await signedRequest(new URL("https://example.com/"), bytes, { secret, headers });
    expect(new Uint8Array(await request.arrayBuffer())).toEqual(bytes);
    expect(Object.fromEntries(request.headers)).toMatchObject(headers);
  });
});
