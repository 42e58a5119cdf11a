import { parseExactly } from "@agent-webhooks/types/exact-json";
import { describe, expect, test } from "vitest";
import { notPublished, publishedChange } from "../../src/sender/published-event.ts";
import { deliveryRequest } from "./delivery-request.ts";

const published = '{"event_id":"evt_1","size":1.0,"message":{"to":["a","b",0,0,0,0,0,0,0,0,"k"],"text":"hello"}}';
const publishedEvents = new Map([["evt_1", parseExactly(published)]]);
const changeOf = (body: string) => publishedChange(deliveryRequest({ body }), { publishedEvents });

describe("an event is as it was published", () => {
  test.each([
    ["byte for byte", published],
    [
      "with other whitespace, order and fields",
      '{ "message": {"text":"hello","to":["a","b",0,0,0,0,0,0,0,0,"k"],"x":1}, "size":1, "event_id":"evt_1" }',
    ],
    ["if it is no event, which is a finding of another check", "[]"],
    ["if it is not JSON, which is a finding of another check", "{"],
  ])("%s", (_, body) => {
    expect(changeOf(body)).toBeUndefined();
  });
});

describe("an event is not as it was published", () => {
  test.each([
    [
      "a value",
      '{"event_id":"evt_1","size":1,"message":{"to":["a","b",0,0,0,0,0,0,0,0,"k"],"text":"bye"}}',
      "/message/text is not as it was published",
      '"hello"',
      '"bye"',
    ],
    [
      "an item of a list, whose number is left out so that all items are one finding",
      '{"event_id":"evt_1","size":1,"message":{"to":["a","b",0,0,0,0,0,0,0,0,"l"],"text":"hello"}}',
      "/message/to/* is not as it was published",
      '"k"',
      '"l"',
    ],
    [
      "a missing object",
      '{"event_id":"evt_1","size":1}',
      "/message is not as it was published",
      '{"to":["a","b",0,0,0,0,0,0,0,0,"k"],"text":"hello"}',
      "no value",
    ],
    [
      "a number that is a text",
      '{"event_id":"evt_1","size":"1.0","message":{}}',
      "/size is not as it was published",
      "1.0",
      '"1.0"',
    ],
    [
      "the id",
      '{"event_id":"evt_2"}',
      "the event_id is not that of a published event",
      "the published event_id",
      '"evt_2"',
    ],
    ["no id", "{}", "the event_id is not that of a published event", "the published event_id", "no event_id"],
  ])("%s", (_, body, message, expected, got) => {
    expect(changeOf(body)).toEqual({ message, expected, got });
  });

  test("a value that is no object", () => {
    const events = new Map([["evt_1", parseExactly('["a"]')]]);
    const body = `{"event_id":"evt_1","text":"${"x".repeat(400)}"}`;
    expect(publishedChange(deliveryRequest({ body }), { publishedEvents: events })).toEqual({
      message: "the event is not as it was published",
      expected: '["a"]',
      got: body.slice(0, 300),
    });
  });
});

test("only published events are known", () => {
  expect(notPublished({ hasPublishedEvents: true })).toBeUndefined();
  expect(notPublished({ hasPublishedEvents: false })).toBe("only --publish knows what was published");
});
