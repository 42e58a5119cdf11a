import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SignatureError } from "../src/index.ts";
import { sampleEvent, sign } from "../src/testing.ts";
import { codeOf, failureOf, implementations, otherSecret, secret } from "./support.ts";

const now = 1_769_000_000;
const event = sampleEvent("message.received", { message: { subject: "Grüße 🚀" } });
const body = JSON.stringify(event);

beforeEach(() => {
  vi.useFakeTimers({ now: now * 1000, toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe.each(implementations)("with %s", (_, create) => {
  describe("the signature", () => {
    // The id and the timestamp are the same each time, and so is the signature that would hold.
    const attempt = async (signature: string | readonly string[]) => {
      const headers = await sign(body, { secret, id: event.event_id, timestamp: now });
      return create().verify(body, { ...headers, "webhook-signature": signature, "svix-signature": signature });
    };

    test("may be any of several, in any place, among others of unknown versions", async () => {
      const { "webhook-signature": right } = await sign(body, { secret });
      const { "webhook-signature": wrong } = await sign(body, { secret: otherSecret });
      for (const list of [
        [right, wrong],
        [wrong, right],
        [wrong, wrong, right, wrong],
        ["v1a,AAAA", right],
        ["v2,AAAA", "v1a", "nonsense", "", ",", "v1", "v1,", right],
      ]) {
        expect(await attempt(list.join(" "))).toEqual(event);
        expect(await attempt(list)).toEqual(event);
        // As several header lines arrive in Headers and in Node.
        expect(await attempt(list.join(", "))).toEqual(event);
      }
    });

    test("must be of version 1", async () => {
      const right = (await sign(body, { secret }))["webhook-signature"].slice(3);
      for (const list of [
        right,
        `v1a,${right}`,
        `v2,${right}`,
        `V1,${right}`,
        `v1:${right}`,
        `v1=${right}`,
        `,${right}`,
      ]) {
        expect(await codeOf(attempt(list))).toBe("no_matching_signature");
      }
    });

    test("fails when any one of its bytes is another", async () => {
      const { "webhook-signature": right } = await sign(body, { secret });
      for (let place = 0; place < right.length; place++) {
        for (const flipped of [1, 2, 32]) {
          const character = String.fromCharCode(right.charCodeAt(place) ^ flipped);
          const wrong = right.slice(0, place) + character + right.slice(place + 1);
          expect(await codeOf(attempt(wrong)), `byte ${place} as ${character}`).toBe("no_matching_signature");
        }
      }
    });

    test("fails in every other form, also of the right prefix or length", async () => {
      const { "webhook-signature": right } = await sign(body, { secret });
      const { "webhook-signature": other } = await sign(body, { secret: otherSecret });
      for (const wrong of [
        other,
        "v1",
        "v1,",
        "v1,=",
        " ",
        `v1,${"A".repeat(43)}=`,
        `v1,${"\0".repeat(44)}`,
        `v1,${right.slice(3).toLowerCase()}`,
        right.replaceAll("=", ""),
        `${right}=`,
        `${right}A`,
        right + right,
        right.slice(0, 3) + other.slice(3),
        right.slice(0, 30) + other.slice(30),
        [...right].reverse().join(""),
        ...Array.from({ length: right.length - 1 }, (_, length) => right.slice(0, length + 1)),
      ]) {
        expect(await codeOf(attempt(wrong)), wrong).toBe("no_matching_signature");
      }
    });

    test("fails over a body in which any byte is another", async () => {
      const small = new TextEncoder().encode('{"event_type":"message.sent","event_id":"evt_1"}');
      const headers = await sign(small, { secret });
      const receiver = create();
      for (let place = 0; place < small.length; place++) {
        const changed = small.slice();
        changed[place] = (changed[place] ?? 0) ^ 1;
        expect(await codeOf(receiver.verify(changed, headers))).toBe("no_matching_signature");
        expect(await codeOf(receiver.verify(small.subarray(0, place), headers))).toBe("no_matching_signature");
      }
      expect(await codeOf(receiver.verify(new Uint8Array([...small, 0x20]), headers))).toBe("no_matching_signature");
    });

    test("fails under another id or another timestamp", async () => {
      const headers = await sign(body, { secret, id: "msg_1", timestamp: now });
      const receiver = create();
      const both = (field: string, value: string) =>
        codeOf(receiver.verify(body, { ...headers, [`webhook-${field}`]: value, [`svix-${field}`]: value }));
      for (const id of ["msg_2", "msg_", "msg_1 ", "MSG_1", `msg_1.${now}`, `${now}`]) {
        expect(await both("id", id)).toBe("no_matching_signature");
      }
      for (const timestamp of [now - 1, now + 1, `0${now}`]) {
        expect(await both("timestamp", `${timestamp}`)).toBe("no_matching_signature");
      }
      const swapped = {
        "webhook-id": `${now}`,
        "webhook-timestamp": "1",
        "webhook-signature": headers["svix-signature"],
      };
      expect(await codeOf(receiver.verify(body, swapped))).toBe("timestamp_too_old");
    });

    test("fails when id, timestamp and body are cut at other dots", async () => {
      const headers = await sign(body, { secret, id: `msg_1.${now}`, timestamp: now });
      const moved = {
        "webhook-id": "msg_1",
        "webhook-timestamp": `${now}`,
        "webhook-signature": headers["webhook-signature"],
      };
      expect(await codeOf(create().verify(`${now}.${body}`, moved))).toBe("malformed_body");
    });

    test("has a typed error", async () => {
      const failure = await failureOf(attempt("v1,AAAA"));
      expect(failure).toBeInstanceOf(SignatureError);
      expect(failure).toMatchObject({ code: "no_matching_signature", status: 400, name: "SignatureError" });
    });
  });
});
