import { operations } from "@agent-webhooks/types/delivery";
import { asDelivery, example, extend, fullEvent, inTurn, type Sample } from "../data/events.ts";
import { isObject } from "../data/fields.ts";
import { oddText, spellings } from "../data/json-text.ts";
import { accepts, type ReceiverCheck, refuses } from "./check.ts";

/** The largest body that a publisher may hand over, and so the largest that is delivered. */
const { maxBytes } = operations.publishEvent.requestBody;

export const rawBodyBytes: ReceiverCheck = accepts({
  id: "raw_body_bytes",
  holds: "an event is accepted however its JSON is written, because the signature is over the bytes",
  pointer: "/post/requestBody",
  *cases({ seed }) {
    for (const [index, [what, write]] of Object.entries(spellings).entries()) {
      const sample = extend(fullEvent(inTurn(index).eventType, seed), { added_later: oddText });
      yield { what: `an event ${what}`, delivery: asDelivery(sample, { body: write(sample.event) }) };
    }
    for (const [what, added] of Object.entries(additions)) {
      const sample = inTurn(what.length);
      const body = JSON.stringify(sample.event).replace(/}$/, `,${added}}`);
      yield { what: `an event with ${what} in unknown fields`, delivery: asDelivery(sample, { body }) };
    }
  },
});

/** Members of an object that no serializer writes back as they were. */
const additions: Readonly<Record<string, string>> = {
  "numbers in odd spellings": '"added_later":[1.0,1e2,-0,12345678901234567890,0.1000]',
  "the same key twice": '"added_later":1,"added_later":2',
  "keys that look like numbers": '"10":1,"9":2,"1":3',
  "lower and upper case escapes": '"added_later":"\\u00e9\\u00E9é"',
};

export const changedBody: ReceiverCheck = refuses({
  id: "changed_body",
  holds: "other bytes than those that were signed are refused",
  *cases() {
    const changes: Readonly<Record<string, (body: string, sample: Sample) => string>> = {
      "with another value in it": (_, { event }) => JSON.stringify({ ...event, added_later: true }),
      "with one character changed": (body) => body.replace(/"event_id":"evt_./, (start) => `${start.slice(0, -1)}-`),
      "cut short": (body) => body.slice(0, -1),
      "with a space after it": (body) => `${body} `,
      "with a newline after it": (body) => `${body}\n`,
      "with a space before it": (body) => ` ${body}`,
      "replaced by {}": () => "{}",
      "replaced by nothing": () => "",
    };
    for (const [index, [what, change]] of Object.entries(changes).entries()) {
      const sample = inTurn(index);
      yield {
        what: `an event ${what} since it was signed`,
        delivery: asDelivery(sample, { change: (_, __) => ({ body: change(JSON.stringify(sample.event), sample) }) }),
      };
    }
  },
});

export const reserializedBody: ReceiverCheck = refuses({
  id: "reserialized_body",
  holds: "an event that was written anew since it was signed is refused, though it says the same",
  *cases({ seed }) {
    for (const [index, [what, write]] of Object.entries(spellings).entries()) {
      const sample = extend(fullEvent(inTurn(index).eventType, seed), { added_later: oddText });
      const plain = JSON.stringify(sample.event);
      const odd = write(sample.event);
      yield {
        what: `an event that was signed ${what} and came in the usual form`,
        delivery: asDelivery(sample, { body: odd, change: () => ({ body: plain }) }),
      };
      yield {
        what: `an event that was signed in the usual form and came ${what}`,
        delivery: asDelivery(sample, { change: () => ({ body: odd }) }),
      };
    }
  },
});

export const largeBodies: ReceiverCheck = accepts({
  id: "large_bodies",
  holds: `an event of up to ${maxBytes} bytes is accepted`,
  pointer: "/post/requestBody",
  *cases() {
    // Just above what body parsers allow by default, and the most there is; with characters of one byte and of two.
    for (const bytes of [102_401, maxBytes]) {
      for (const character of ["x", "é"]) {
        const sample = inflate(example("message.received"), character, bytes);
        yield { what: `an event of ${bytes} bytes`, delivery: asDelivery(sample) };
      }
    }
  },
});

/** The event with a text so long that its JSON has this many bytes. */
function inflate(sample: Sample, character: string, bytes: number): Sample {
  const { message } = sample.event;
  if (!isObject(message)) throw new Error(`${sample.eventType} has no message`);
  const withText = (text: string): Sample => ({ ...sample, event: { ...sample.event, message: { ...message, text } } });
  const missing = bytes - Buffer.byteLength(JSON.stringify(withText("").event));
  const size = Buffer.byteLength(character);
  return withText("x".repeat(missing % size) + character.repeat(Math.floor(missing / size)));
}

export const bodyInPieces: ReceiverCheck = accepts({
  id: "body_in_pieces",
  holds: "an event is accepted in whatever pieces it arrives, though a character be torn in two",
  pointer: "/post/requestBody",
  *cases() {
    const sample = extend(inTurn(0), { added_later: "é🚀" });
    const bytes = Buffer.from(JSON.stringify(sample.event));
    for (const [what, firstPiece] of [
      ["nothing of it", 0],
      ["half a character", bytes.indexOf("é") + 1],
      ["all but one byte", bytes.length - 1],
    ] as const) {
      yield {
        what: `an event whose first piece ends with ${what}`,
        delivery: asDelivery(extend(sample, {}), { firstPiece }),
      };
    }
  },
});

export const contentTypeParameters: ReceiverCheck = accepts({
  id: "content_type_parameters",
  holds: "an event is accepted with parameters in its content type",
  pointer: "/post/requestBody/content",
  *cases() {
    const types = ["; charset=utf-8", ";charset=UTF-8", '; charset="utf-8"', "; v=1; charset=utf-8"];
    for (const [index, parameters] of types.entries()) {
      const contentType = `application/json${parameters}`;
      yield { what: `an event of type ${contentType}`, delivery: asDelivery(inTurn(index), { contentType }) };
    }
  },
});

export const malformedJson: ReceiverCheck = refuses({
  id: "malformed_json",
  holds: "a body that is not JSON is refused, though it is rightly signed",
  *cases() {
    // No empty one: npm standardwebhooks takes a rightly signed nothing for no event, and does not mind.
    const texts = [
      "hello",
      "{",
      '{"type":"event",}',
      "{'type':'event'}",
      "type=event&event_type=message.sent",
      "<event/>",
    ];
    for (const [index, body] of texts.entries()) {
      yield {
        what: `the body ${JSON.stringify(body)}, rightly signed,`,
        delivery: asDelivery(inTurn(index), { body }),
      };
    }
    const sample = inTurn(texts.length);
    const cut = JSON.stringify(sample.event).slice(0, -1);
    yield { what: "an event without its last brace, rightly signed,", delivery: asDelivery(sample, { body: cut }) };
  },
});
