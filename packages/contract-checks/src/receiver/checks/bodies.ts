import { operations } from "@agent-webhooks/types/delivery";
import { isObject } from "@agent-webhooks/types/json-schema";
import { defineAcceptanceCheck, defineRejectionCheck, type ReceiverCheck, testCases } from "../check.ts";
import { firstExample, fullEvent, nthShortEvent, type TestEvent, toDelivery, withFields } from "../data/events.ts";
import { jsonEncodings, unusualText } from "../data/json-encodings.ts";

/** The largest body that can be published, and so the largest that is delivered. */
const { maxBytes } = operations.publishEvent.requestBody;

/** Full events with unusual text, their usual JSON, and another encoding of it. */
function* encodedEvents(seed: number): Generator<{ event: TestEvent; how: string; usual: string; other: string }> {
  for (const [index, [how, encode]] of Object.entries(jsonEncodings).entries()) {
    const event = withFields(fullEvent(nthShortEvent(index).eventType, seed), { added_later: unusualText });
    yield { event, how, usual: JSON.stringify(event.event), other: encode(event.event) };
  }
}

/** Object members that a serializer does not write back as they were. */
const members: Readonly<Record<string, string>> = {
  "numbers in unusual notation": '"added_later":[1.0,1e2,-0,12345678901234567890,0.1000]',
  "the same key twice": '"added_later":1,"added_later":2',
  "keys that look like numbers": '"10":1,"9":2,"1":3',
  "lowercase and uppercase escapes": '"added_later":"\\u00e9\\u00E9é"',
};

const rawBodyBytes = defineAcceptanceCheck({
  id: "raw_body_bytes",
  holds: "an event is accepted however its JSON is written, because the bytes are signed",
  pointer: "/post/requestBody",
  *cases({ seed }) {
    for (const { event, how, other } of encodedEvents(seed)) {
      yield [`an event ${how}`, toDelivery(event, { body: other })];
    }
    for (const [index, [what, member]] of Object.entries(members).entries()) {
      const event = nthShortEvent(index);
      const body = JSON.stringify(event.event).replace(/}$/, `,${member}}`);
      yield [`an event with ${what} in unknown fields`, toDelivery(event, { body })];
    }
  },
});

const bodyChanges: Readonly<Record<string, (body: string, event: object) => string>> = {
  "with another value": (_, event) => JSON.stringify({ ...event, added_later: true }),
  "with one character changed": (body) => body.replace(/"event_id":"evt_./, (start) => `${start.slice(0, -1)}-`),
  truncated: (body) => body.slice(0, -1),
  "with a space at the end": (body) => `${body} `,
  "with a newline at the end": (body) => `${body}\n`,
  "with a space at the start": (body) => ` ${body}`,
  "replaced by {}": () => "{}",
  "replaced by an empty body": () => "",
};

const changedBody = defineRejectionCheck({
  id: "changed_body",
  holds: "a body is rejected when its bytes are not the signed ones",
  *cases() {
    for (const [index, [how, change]] of Object.entries(bodyChanges).entries()) {
      const event = nthShortEvent(index);
      const body = change(JSON.stringify(event.event), event.event);
      yield [`an event ${how} after it was signed`, toDelivery(event, { override: () => ({ body }) })];
    }
  },
});

const reserializedBody = defineRejectionCheck({
  id: "reserialized_body",
  holds: "an event that was serialized again after it was signed is rejected, even if its JSON is equal",
  *cases({ seed }) {
    for (const { event, how, usual, other } of encodedEvents(seed)) {
      yield [
        `an event signed ${how} and sent in the usual form`,
        toDelivery(event, { body: other, override: () => ({ body: usual }) }),
      ];
      yield [
        `an event signed in the usual form and sent ${how}`,
        toDelivery(event, { override: () => ({ body: other }) }),
      ];
    }
  },
});

const largeBodies = defineAcceptanceCheck({
  id: "large_bodies",
  holds: `an event of up to ${maxBytes} bytes is accepted`,
  pointer: "/post/requestBody",
  *cases() {
    // Just above the usual default of body parsers, and the maximum; with characters of one and of two bytes.
    for (const bytes of [102_401, maxBytes]) {
      for (const character of ["x", "é"]) {
        yield [`an event of ${bytes} bytes`, toDelivery(padEvent(firstExample("message.received"), character, bytes))];
      }
    }
  },
});

/** The event with a text that makes its JSON this many bytes long. */
function padEvent(example: TestEvent, character: string, bytes: number): TestEvent {
  const { message } = example.event;
  if (!isObject(message)) throw new Error(`${example.eventType} has no message`);
  const withText = (text: string) => withFields(example, { message: { ...message, text } });
  const missing = bytes - Buffer.byteLength(JSON.stringify(withText("").event));
  const size = Buffer.byteLength(character);
  return withText("x".repeat(missing % size) + character.repeat(Math.floor(missing / size)));
}

const bodyInPieces = defineAcceptanceCheck({
  id: "body_in_pieces",
  holds: "an event is accepted in chunks of any size, even if a chunk ends within a character",
  pointer: "/post/requestBody",
  *cases() {
    const event = withFields(nthShortEvent(0), { added_later: "é🚀" });
    const bytes = Buffer.from(JSON.stringify(event.event));
    const firstChunks = {
      "is empty": 0,
      "ends within a character": bytes.indexOf("é") + 1,
      "lacks one byte": bytes.length - 1,
    };
    for (const [what, firstChunkBytes] of Object.entries(firstChunks)) {
      yield [`an event whose first chunk ${what}`, toDelivery(withFields(event, {}), { firstChunkBytes })];
    }
  },
});

const chunkedBody = defineAcceptanceCheck({
  id: "chunked_body",
  holds: "an event is accepted without a content length, in the chunked transfer coding",
  pointer: "/post/requestBody",
  cases: () =>
    testCases([
      ["an event in one chunk, without a content length", { isChunked: true }],
      ["an event in two chunks, without a content length", { isChunked: true, firstChunkBytes: 20 }],
    ]),
});

const contentTypeParameters = defineAcceptanceCheck({
  id: "content_type_parameters",
  holds: "an event is accepted with parameters in its content type",
  pointer: "/post/requestBody/content",
  cases: () =>
    testCases(
      ["; charset=utf-8", ";charset=UTF-8", '; charset="utf-8"', "; v=1; charset=utf-8"].map((parameters) => {
        const contentType = `application/json${parameters}`;
        return [`an event of type ${contentType}`, { contentType }];
      }),
    ),
});

const malformedJson = defineRejectionCheck({
  id: "malformed_json",
  holds: "a body that is not JSON is rejected, even if its signature is valid",
  advice: "Verify the signature and parse the body before you respond. Further work may come after the response",
  *cases() {
    // The empty body is left out: npm standardwebhooks accepts it when its signature is valid.
    const bodies = [
      "hello",
      "{",
      '{"type":"event",}',
      "{'type':'event'}",
      "type=event&event_type=message.sent",
      "<event/>",
    ];
    yield* testCases(bodies.map((body) => [`the signed body ${JSON.stringify(body)}`, { body }]));
    const event = nthShortEvent(bodies.length);
    const truncated = JSON.stringify(event.event).slice(0, -1);
    yield ["a signed event without its last brace", toDelivery(event, { body: truncated })];
  },
});

export const bodyChecks: readonly ReceiverCheck[] = [
  rawBodyBytes,
  bodyInPieces,
  chunkedBody,
  largeBodies,
  contentTypeParameters,
  changedBody,
  reserializedBody,
  malformedJson,
];
