import fc from "fast-check";
import { expect, test } from "vitest";
import { isSameJson, readEventText, readEventTexts } from "../src/publish/event-text.ts";

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^"{}[\],:\s]+/g;
const space = fc
  .array(fc.constantFrom(" ", "\t", "\r", "\n"), { maxLength: 3 })
  .map((characters) => characters.join(""));
/** JSON with white space around each token. */
const spaced = (json: string, spaces: readonly string[]) =>
  (json.match(tokens) ?? []).map((token, index) => token + spaces[index % spaces.length]).join("");

test("the text of an event is found whatever it contains, and has no insignificant white space", () => {
  const values = fc.array(fc.jsonValue(), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(values, fc.array(space, { minLength: 1 }), fc.jsonValue(), (events, spaces, other) => {
      const texts = events.map((event) => JSON.stringify(event));
      const [first] = events;
      expect(readEventText(spaced(JSON.stringify({ other, event: first, after: other }), spaces))).toBe(texts[0]);
      const batch = { other, events: events.map((event) => ({ other, event })), after: other };
      expect(readEventTexts(spaced(JSON.stringify(batch), spaces))).toEqual(texts);
    }),
  );
});

test("JSON is the same if its values are, as doubles are at least", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const [one, two] = [JSON.stringify(a), JSON.stringify(b)];
      expect(isSameJson(one, JSON.stringify(JSON.parse(one), null, 2))).toBe(true);
      if (isSameJson(one, two)) expect(JSON.parse(one)).toEqual(JSON.parse(two));
    }),
  );
});

test("of a name that is repeated, the last value counts", () => {
  const event = '{"event":{"event_id":"a"}}';
  for (const before of ["5", "[1,2]", '["]"]', "{}", '[{"event":1},null]', "[]"])
    expect(readEventTexts(`{"events":${before},"events":[${event}, ${event}],"x":1}`)).toEqual(
      Array(2).fill('{"event_id":"a"}'),
    );
});

test("numbers of any length are compared, and in linear time", () => {
  const number = (zeros: number, last: number) => `{"x":1${"0".repeat(zeros)}${last}}`;
  expect(isSameJson(number(500_000, 1), ` ${number(500_000, 1)}`)).toBe(true);
  expect(isSameJson(number(500_000, 1), number(500_000, 2))).toBe(false);
  expect(isSameJson(number(500_000, 0), `{"x":1e500001}`)).toBe(true);
});
