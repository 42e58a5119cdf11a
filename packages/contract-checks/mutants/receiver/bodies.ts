import { mutants, type ReceiverMutant } from "./mutant.ts";
import { reference, type Steps } from "./reference.ts";

/** Refuses larger bodies. */
const limit = (bytes: number): Partial<Steps> => ({ body: (body) => (body.length > bytes ? 413 : undefined) });

/** Accepts what holds for the bytes, or for another reading of them. */
function alsoReadAs(read: (body: Buffer) => Buffer | string): Partial<Steps> {
  let other = "";
  return {
    signedBytes: ({ id, timestamp }, body) => [`${id}.${timestamp}.`, body],
    expected(key, [head = "", body = ""]) {
      let bytes = body;
      try {
        bytes = read(Buffer.from(body));
      } catch {
        // Only its bytes are left.
      }
      other = reference.expected(key, [head, bytes]);
      return reference.expected(key, [head, body]);
    },
    matches: (expected, signature) => [expected, other].some((known) => reference.matches(known, signature)),
  };
}

/** They verify other bytes than came. */
export const bytes: readonly ReceiverMutant[] = mutants("bytes", {
  reserialized_json: [
    "raw_body_bytes",
    { signedBytes: ({ id, timestamp }, body) => [`${id}.${timestamp}.${JSON.stringify(JSON.parse(body.toString()))}`] },
  ],
  reserialized_json_accepted_too: [
    "reserialized_body",
    () => alsoReadAs((body) => JSON.stringify(JSON.parse(body.toString()))),
  ],
  pretty_json_accepted_too: [
    "reserialized_body",
    () => alsoReadAs((body) => JSON.stringify(JSON.parse(body.toString()), null, 2)),
  ],
  trimmed: [
    "raw_body_bytes",
    { signedBytes: ({ id, timestamp }, body) => [`${id}.${timestamp}.${body.toString().trim()}`] },
  ],
  trimmed_accepted_too: ["changed_body", () => alsoReadAs((body) => body.toString().trim())],
  line_ends_normalised: [
    "raw_body_bytes",
    { signedBytes: ({ id, timestamp }, body) => [`${id}.${timestamp}.${body.toString().replaceAll("\r\n", "\n")}`] },
  ],
  unicode_normalised: [
    "raw_body_bytes",
    { signedBytes: ({ id, timestamp }, body) => [`${id}.${timestamp}.${body.toString().normalize("NFC")}`] },
  ],
  read_as_latin1: [
    "raw_body_bytes",
    { signedBytes: ({ id, timestamp }, body) => [`${id}.${timestamp}.${body.toString("latin1")}`] },
  ],
  length_in_utf16: [
    "raw_body_bytes",
    {
      body: (body, request) => (body.toString().length === Number(request.headers["content-length"]) ? undefined : 400),
    },
  ],
  leading_space_accepted_too: [
    "changed_body",
    () => alsoReadAs((body) => (body.at(0) === 0x20 ? body.subarray(1) : body)),
  ],
  empty_body_not_verified: ["changed_body", { judge: async (next, _, body) => (body.length === 0 ? 204 : next()) }],
  chunks_decoded_apart: [
    "body_in_pieces",
    {
      async read(request) {
        let text = "";
        for await (const chunk of request) text += chunk;
        return Buffer.from(text);
      },
    },
  ],
  first_chunk_only: [
    "body_in_pieces",
    {
      read: (request) =>
        new Promise((resolve) => request.once("data", resolve).once("end", () => resolve(Buffer.alloc(0)))),
    },
  ],
});

/** They put up limits that the contract does not have. */
export const limits: readonly ReceiverMutant[] = mutants("limits", {
  body_limit_of_100_kib: ["large_bodies", limit(102_400)],
  body_limit_of_a_million: ["large_bodies", limit(1_000_000)],
  body_limit_below_1_mib: ["large_bodies", limit(1_048_575)],
  body_limit_of_half_the_characters: [
    "large_bodies",
    { body: (body) => (body.toString().length * 2 > 1_048_576 ? 413 : undefined) },
  ],
  fails_at_large_bodies: [
    "large_bodies",
    {
      body(body) {
        if (body.length > 500_000) throw new Error("too much");
        return undefined;
      },
    },
  ],
  exact_content_type: [
    "content_type_parameters",
    { contentType: (type) => (type === "application/json" ? undefined : 415) },
  ],
  one_charset_spelling: [
    "content_type_parameters",
    { contentType: (type) => (/^application\/json(; charset=utf-8)?$/.test(type ?? "") ? undefined : 415) },
  ],
});

/** They answer badly to what is no JSON. */
export const json: readonly ReceiverMutant[] = mutants("json", {
  malformed_json_is_500: ["malformed_json", { refusal: { ...reference.refusal, json: 500 } }],
  malformed_json_is_200: ["malformed_json", { refusal: { ...reference.refusal, json: 200 } }],
  never_parsed: ["malformed_json", { parse: () => ({}) }],
  parsed_before_verified: [
    "changed_body",
    {
      // As a body parser does whose errors nobody handles.
      body(body) {
        reference.parse(body);
        return undefined;
      },
    },
  ],
});
