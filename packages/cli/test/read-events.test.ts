import { sampleEvent } from "@agent-webhooks/receiver/testing";
import { describe, expect, test } from "vitest";
import { type EventToPublish, readEvents } from "../src/publish/read-events.ts";

const one = sampleEvent("message.received");
const two = sampleEvent("message.sent");

async function* toChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(input: string | Uint8Array, chunkSize = 1_000_000): Promise<EventToPublish[]> {
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  const events: EventToPublish[] = [];
  for await (const event of readEvents(toChunks(bytes, chunkSize), "in")) events.push(event);
  return events;
}

const pretty = (value: unknown) => JSON.stringify(value, undefined, 2);
const ndjson = `${JSON.stringify(one)}\n${JSON.stringify(two)}\n`;

describe("readEvents", () => {
  test.each([
    ["an event on one line", JSON.stringify(one), ["in, line 1"]],
    ["an event on several lines", pretty(one), ["in"]],
    ["an array", JSON.stringify([one, two]), ["in, event 1", "in, event 2"]],
    ["an array on several lines", pretty([one, two]), ["in, event 1", "in, event 2"]],
    ["an event on each line", ndjson, ["in, line 1", "in, line 2"]],
    ["CRLF and empty lines", `\r\n${ndjson.replace("\n", "\r\n \r\n")}`, ["in, line 2", "in, line 4"]],
    ["a byte order mark", `\ufeff${JSON.stringify(one)}`, ["in, line 1"]],
    [
      "byte order marks of concatenated files",
      `\ufeff${JSON.stringify(one)}\n\ufeff${JSON.stringify(two)}`,
      ["in, line 1", "in, line 2"],
    ],
  ])("reads %s", async (_, text, places) => {
    const events = [one, two].slice(0, places.length);
    expect(await read(text)).toEqual(places.map((place, index) => ({ place, request: { event: events[index] } })));
  });

  test.each([(text: string) => text, (text: string) => `[${text}]`, (text: string) => `{\n"event": ${text}}`])(
    "keeps numbers as they are written, also those that JavaScript cannot represent",
    async (wrap) => {
      const numbers = '{"n":[1e400,-1e400,9007199254740993,1.0,-0,0.1000000000000000000001,1E2,12]}';
      const [event] = await read(wrap(numbers));
      expect(JSON.stringify(event?.request.event)).toBe(numbers);
    },
  );

  test("reads requests with a pod in place of events", async () => {
    const requests = [{ event: one, pod_id: "pod_eu" }, { event: two }];
    expect((await read(JSON.stringify(requests))).map(({ request }) => request)).toEqual(requests);
  });

  test.each([1, 2, 3, 7, 64])("reads chunks of %i bytes, which split characters", async (size) => {
    const unusual = { ...one, note: "ä€😀\u2028\u2029" };
    const text = `${JSON.stringify(unusual)}\n${JSON.stringify(two)}`;
    expect(text).toContain("\u2028");
    expect((await read(text, size)).map(({ request }) => request.event)).toEqual([unusual, two]);
  });

  test("yields lines before the input ends", async () => {
    let chunks = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        chunks += 1;
        yield new TextEncoder().encode(`${JSON.stringify(two)}\n`);
      }
    }
    const events = readEvents(endless(), "in");
    for (let number = 0; number < 3; number++) await events.next();
    await events.return(undefined);
    expect(chunks).toBeLessThanOrEqual(4);
  });

  test.each([
    ["", "in contains no events."],
    [" \n\n", "in contains no events."],
    ["[]", "in contains no events."],
    ["nonsense", "in is not JSON: "],
    ['{"type": "event"', "in is not JSON: "],
    ["7", "in is not an event: it must be a JSON object."],
    ['[{}, "text"]', "in, event 2 is not an event: it must be a JSON object."],
    ["[[{}]]", "in, event 1 is not an event: it must be a JSON object."],
    [`{}\n{"a":`, "in, line 2 is not JSON: "],
    ["{}\n[]", "in, line 2 is not an event: it must be a JSON object."],
    [Uint8Array.of(0x7b, 0xff, 0x7d), "in is not UTF-8."],
    [Uint8Array.of(0x7b, 0xc3), "in is not UTF-8."],
  ])("rejects %j", async (input, message) => {
    await expect(read(input)).rejects.toThrow(message);
  });
});
