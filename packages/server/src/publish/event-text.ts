import { isDeepStrictEqual } from "node:util";
import { normalizeNumber } from "@agent-webhooks/types/exact-json";

/*
 * The own text of events. `JSON.parse` and `JSON.stringify` would change numbers: 9007199254740993 would become
 * 9007199254740992, and 1e400 null.
 */

/** Returns the text of the event in a `PublishEventRequest`, without insignificant white space. `json` must be valid. */
export function readEventText(json: string): string {
  return new JsonReader(json).readMember("event");
}

/** Returns the texts of the events in a `PublishEventsRequest`. `json` must be valid. */
export function readEventTexts(json: string): string[] {
  let texts: string[] = [];
  const reader = new JsonReader(json);
  reader.readObject((name) => {
    // Of several, `JSON.parse` takes the last one, and only that one is valid for certain.
    if (name !== "events" || !reader.isAt("[")) reader.readValue();
    else texts = reader.readArray(() => (reader.isAt("{") ? reader.readMember("event") : reader.readValue()));
  });
  return texts;
}

const [quote, backslash, openBrace, openBracket, closeBrace, closeBracket, comma, space] = [...'"\\{[}], '].map(
  (character) => character.charCodeAt(0),
) as [number, number, number, number, number, number, number, number];

/** Reads valid JSON in one pass. A parser that keeps positions, and the reviver of `JSON.parse`, take 5 times as long. */
class JsonReader {
  readonly #json: string;
  #at = 0;

  constructor(json: string) {
    this.#json = json;
  }

  /** Whether the next value begins with this character. */
  isAt(start: "{" | "["): boolean {
    this.#skipSpace();
    return this.#json[this.#at] === start;
  }

  /** Calls `readMember` with each name; it has to read the value. */
  readObject(readMember: (name: string) => void): void {
    this.#readItems(closeBrace, () => {
      const name: string = JSON.parse(this.readValue());
      this.#skipSpace();
      this.#at++; // the colon
      readMember(name);
    });
  }

  readArray<Item>(readItem: () => Item): Item[] {
    const items: Item[] = [];
    this.#readItems(closeBracket, () => items.push(readItem()));
    return items;
  }

  /** The text of a member of an object, without white space. Of several with this name the last one, as in `JSON.parse`. */
  readMember(wanted: string): string {
    let text = "";
    this.readObject((name) => {
      const value = this.readValue();
      if (name === wanted) text = value;
    });
    return text;
  }

  /** The text of a value, without white space around and in it. */
  readValue(): string {
    const json = this.#json;
    let text = "";
    this.#skipSpace();
    let start = this.#at;
    for (let depth = 0; this.#at < json.length; ) {
      const character = json.charCodeAt(this.#at);
      if (character === quote) this.#skipString();
      else if (character <= space) {
        text += json.slice(start, this.#at);
        this.#skipSpace();
        start = this.#at;
        continue;
      } else {
        const isClosing = character === closeBrace || character === closeBracket;
        if (depth === 0 && (isClosing || character === comma)) break;
        if (character === openBrace || character === openBracket) depth++;
        else if (isClosing) depth--;
        this.#at++;
      }
      if (depth === 0 && (character === quote || character === closeBrace || character === closeBracket)) break;
    }
    return text + json.slice(start, this.#at);
  }

  #readItems(close: number, readItem: () => void): void {
    this.#skipSpace();
    this.#at++; // the opening brace or bracket
    this.#skipSpace();
    while (this.#json.charCodeAt(this.#at) !== close) {
      readItem();
      this.#skipSpace();
      if (this.#json.charCodeAt(this.#at) === comma) this.#at++;
      this.#skipSpace();
    }
    this.#at++;
  }

  #skipSpace(): void {
    while (this.#json.charCodeAt(this.#at) <= space) this.#at++;
  }

  #skipString(): void {
    for (;;) {
      this.#at = this.#json.indexOf('"', this.#at + 1);
      let backslashes = 0;
      while (this.#json.charCodeAt(this.#at - 1 - backslashes) === backslash) backslashes++;
      if (backslashes % 2 === 0) break;
    }
    this.#at++;
  }
}

/** Whether two JSON texts have the same value. The order of keys, and the spelling of strings and numbers, do not count. */
export function isSameJson(a: string, b: string): boolean {
  return a === b || isDeepStrictEqual(parseExactly(a), parseExactly(b));
}

/** A number as it stands in JSON. */
class ExactNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Reviver = (name: string, value: unknown, context: { readonly source: string }) => unknown;

function parseExactly(json: string): unknown {
  const reviver: Reviver = (_, value, { source }) =>
    typeof value === "number" ? new ExactNumber(normalizeNumber(source) ?? source) : value;
  // TypeScript does not know the third parameter yet.
  return JSON.parse(json, reviver as Parameters<typeof JSON.parse>[1]);
}
