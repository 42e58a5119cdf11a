import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { HeaderError, TimestampError } from "../src/index.ts";
import { sampleEvent, sign } from "../src/testing.ts";
import { codeOf, failureOf, implementations, secret } from "./support.ts";

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
  describe("the headers", () => {
    test("may be Headers, Node's, or a record in any letter case, with arrays", async () => {
      const headers = await sign(body, { secret });
      const entries = Object.entries(headers);
      const receiver = create();
      for (const given of [
        headers,
        new Headers(headers),
        new Map(entries) as unknown as Headers,
        Object.fromEntries(entries.map(([name, value]) => [name.toUpperCase(), value])),
        Object.fromEntries(entries.map(([name, value]) => [name.replace(/\b\w/g, (c) => c.toUpperCase()), value])),
        Object.fromEntries(entries.map(([name, value]) => [name, [value]])),
        { ...Object.fromEntries(entries.map(([name, value]) => [name.toUpperCase(), [value]])), "svix-id": undefined },
        // A header may have any name, also that of a method.
        { ...headers, get: "x" },
        Object.assign(Object.create(null), headers),
      ]) {
        expect(await receiver.verify(body, given)).toEqual(event);
      }
    });

    test.each(["webhook", "svix"])("of the family %s- suffice", async (family) => {
      const entries = Object.entries(await sign(body, { secret })).filter(([name]) => name.startsWith(family));
      expect(entries).toHaveLength(3);
      expect(await create().verify(body, Object.fromEntries(entries))).toEqual(event);
    });

    test("of one family that holds suffice, whatever the other says", async () => {
      const headers = await sign(body, { secret });
      const receiver = create();
      for (const family of ["webhook", "svix"]) {
        for (const field of ["id", "timestamp", "signature"]) {
          for (const value of ["", "x", "1", "v1,", "v1,AAAA", undefined]) {
            expect(await receiver.verify(body, { ...headers, [`${family}-${field}`]: value })).toEqual(event);
          }
        }
      }
    });

    test("of two families are never mixed", async () => {
      const [first, second] = await Promise.all([
        sign(body, { secret, id: "msg_1", timestamp: now }),
        sign(body, { secret, id: "msg_2", timestamp: now - 1 }),
      ]);
      const receiver = create();
      const mixed = { ...first };
      for (const field of ["id", "timestamp", "signature"] as const) {
        const odd = { ...mixed, [`webhook-${field}`]: second[`webhook-${field}`] };
        const svixSpoilt = { ...odd, [`svix-${field}`]: second[`svix-${field}`] };
        expect(await codeOf(receiver.verify(body, svixSpoilt))).toBe("no_matching_signature");

        // Complete only when taken together.
        const halves = {
          ...first,
          "svix-id": "",
          "svix-timestamp": "",
          "svix-signature": "",
          [`svix-${field}`]: first[`svix-${field}`],
          [`webhook-${field}`]: "",
        };
        expect(await codeOf(receiver.verify(body, halves))).toBe("missing_header");
      }
    });

    test.each(["webhook", "svix"])("that are missing are named (%s-)", async (family) => {
      const headers = Object.fromEntries(
        Object.entries(await sign(body, { secret })).filter(([name]) => name.startsWith(family)),
      );
      for (const field of ["id", "timestamp"]) {
        for (const value of [undefined, "", []]) {
          const failure = await failureOf(create().verify(body, { ...headers, [`${family}-${field}`]: value }));
          expect(failure).toBeInstanceOf(HeaderError);
          expect(failure).toMatchObject({ code: "missing_header", header: `${family}-${field}`, status: 400 });
          expect(failure.message).toContain(`${family}-${field}`);
        }
      }
      const failure = await failureOf(create().verify(body, { ...headers, [`${family}-signature`]: undefined }));
      expect(failure).toMatchObject({ code: "missing_header", header: "webhook-signature" });
    });

    test("of two families that both fail are judged by the first complete one", async () => {
      const wrong = { ...(await sign(body, { secret })), "webhook-signature": "v1,AAAA" };
      const old = { ...wrong, "svix-timestamp": "1" };
      expect(await codeOf(create().verify(body, old))).toBe("no_matching_signature");
      const swapped = { ...wrong, "webhook-timestamp": "1", "svix-signature": "v1,AAAA" };
      expect(await codeOf(create().verify(body, swapped))).toBe("timestamp_too_old");
      expect(await codeOf(create().verify(body, { ...old, "webhook-signature": "" }))).toBe("timestamp_too_old");
    });

    test("may all be missing", async () => {
      for (const headers of [{}, new Headers()]) {
        expect(await failureOf(create().verify(body, headers))).toMatchObject({
          code: "missing_header",
          header: "webhook-signature",
        });
      }
    });
  });

  describe("the timestamp", () => {
    const at = async (timestamp: number) => sign(body, { secret, timestamp });

    test.each([0, 1, 240, 299, 300])("may be %i s off, either way", async (seconds) => {
      const receiver = create();
      expect(await receiver.verify(body, await at(now - seconds))).toEqual(event);
      expect(await receiver.verify(body, await at(now + seconds))).toEqual(event);
    });

    test("is accepted during the whole of its last second", async () => {
      vi.setSystemTime(now * 1000 + 999);
      expect(await create().verify(body, await at(now - 300))).toEqual(event);
    });

    test.each([301, 330, 86_400])("may not be %i s off, either way", async (seconds) => {
      const old = await failureOf(create().verify(body, await at(now - seconds)));
      expect(old).toBeInstanceOf(TimestampError);
      expect(old).toMatchObject({ code: "timestamp_too_old", age: seconds, status: 400 });
      const early = await failureOf(create().verify(body, await at(now + seconds)));
      expect(early).toBeInstanceOf(TimestampError);
      expect(early).toMatchObject({ code: "timestamp_too_new", age: -seconds, status: 400 });
    });

    test("is judged by toleranceSeconds", async () => {
      const receiver = create({ toleranceSeconds: 10 });
      expect(await receiver.verify(body, await at(now - 10))).toEqual(event);
      expect(await codeOf(receiver.verify(body, await at(now - 11)))).toBe("timestamp_too_old");
      expect(await codeOf(receiver.verify(body, await at(now + 11)))).toBe("timestamp_too_new");
      expect(await create({ toleranceSeconds: Number.POSITIVE_INFINITY }).verify(body, await at(1))).toEqual(event);
    });

    test.each([Number.NaN, -1])(
      "is always refused under a tolerance of %d: a wrong setting opens nothing",
      async (toleranceSeconds) => {
        expect(await failureOf(create({ toleranceSeconds }).verify(body, await at(now)))).toBeInstanceOf(
          TimestampError,
        );
      },
    );

    test.each([
      "x",
      `${now}x`,
      `x${now}`,
      `+${now}`,
      `-${now}`,
      `${now}.0`,
      `${now}e0`,
      "1.769e9",
      `0x${now.toString(16)}`,
      ` ${now}`,
      `${now} `,
      `${now}\n`,
      `${now},${now}`,
      "NaN",
      "Infinity",
      "١٧٦٩٠٠٠٠٠٠",
      "2026-01-21T12:53:20Z",
    ])("in a form other than decimal digits is malformed, though rightly signed: %j", async (timestamp) => {
      const headers = await sign(body, { secret, timestamp: timestamp as unknown as number });
      const failure = await failureOf(create().verify(body, headers));
      expect(failure).toBeInstanceOf(HeaderError);
      expect(failure).toMatchObject({ code: "malformed_header", header: "webhook-timestamp" });
    });

    test.each(["9".repeat(20), "9".repeat(400)])("of absurd size is too new", async (timestamp) => {
      const headers = await sign(body, { secret, timestamp: timestamp as unknown as number });
      expect(await codeOf(create().verify(body, headers))).toBe("timestamp_too_new");
    });
  });
});
