import { sampleEvent } from "@agent-webhooks/receiver/testing";
import { describe, expect, test } from "vitest";
import { type ReadEvent, readEvents } from "../src/publish/read-events.ts";
import { collect } from "./support/collect.ts";

const one = sampleEvent("message.received");
const two = sampleEvent("message.sent");

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(input: string | Uint8Array, chunkSize = 1_000_000): Promise<ReadEvent[]> {
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  return collect(readEvents(chunked(bytes, chunkSize), "in"));
}

const pretty = (value: unknown) => JSON.stringify(value, undefined, 2);

describe("reads", () => {
  test.each([
    ["an event in one line", JSON.stringify(one), ["in, line 1"]],
    ["an event over several lines", pretty(one), ["in"]],
    ["an array", JSON.stringify([one, two]), ["in, event 1", "in, event 2"]],
    ["an array over several lines", pretty([one, two]), ["in, event 1", "in, event 2"]],
    ["an event in each line", `${JSON.stringify(one)}\n${JSON.stringify(two)}\n`, ["in, line 1", "in, line 2"]],
    [
      "lines of Windows, and empty ones",
      `\r\n${JSON.stringify(one)}\r\n \r\n${JSON.stringify(two)}`,
      ["in, line 2", "in, line 4"],
    ],
    ["a byte order mark before it", `\ufeff${JSON.stringify(one)}`, ["in, line 1"]],
  ])("%s", async (_, text, places) => {
    const events = [one, two].slice(0, places.length);
    expect(await read(text)).toEqual(places.map((place, index) => ({ place, request: { event: events[index] } })));
  });

  test("requests with a pod in place of events", async () => {
    const requests = [{ event: one, pod_id: "pod_eu" }, { event: two }];
    expect((await read(JSON.stringify(requests))).map(({ request }) => request)).toEqual(requests);
  });

  test("the same in whatever pieces it comes, characters of several bytes cut in two", async () => {
    const strange = { ...one, note: "ä€😀\u2028\u2029" };
    const text = `${JSON.stringify(strange)}\n${JSON.stringify(two)}`;
    expect(text).toContain("\u2028");
    for (const size of [1, 2, 3, 7, 64]) {
      expect((await read(text, size)).map(({ request }) => request.event)).toEqual([strange, two]);
    }
  });

  test("lines as they come, without waiting for the end", async () => {
    let asked = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        asked += 1;
        yield new TextEncoder().encode(`${JSON.stringify(sampleEvent("message.sent"))}\n`);
      }
    }
    const events = readEvents(endless(), "in");
    for (let number = 0; number < 3; number++) await events.next();
    await events.return(undefined);
    expect(asked).toBeLessThanOrEqual(4);
  });
});

describe("refuses, and says where", () => {
  test.each([
    ["", "in holds no event."],
    [" \n\n", "in holds no event."],
    ["[]", "in holds no event."],
    ["nonsense", "in is not JSON: "],
    ['{"type": "event"', "in is not JSON: "],
    ["7", "in is no event: an event is a JSON object."],
    ['[{}, "text"]', "in, event 2 is no event: an event is a JSON object."],
    ["[[{}]]", "in, event 1 is no event: an event is a JSON object."],
    [`{}\n{"a":`, "in, line 2 is not JSON: "],
    ["{}\n[]", "in, line 2 is no event: an event is a JSON object."],
    [Uint8Array.of(0x7b, 0xff, 0x7d), "in is not UTF-8."],
    [Uint8Array.of(0x7b, 0xc3), "in is not UTF-8."],
  ])("%j", async (input, message) => {
    await expect(read(input)).rejects.toThrow(message);
  });
});
