import { mutants, type ReceiverMutant } from "./mutant.ts";
import { reference, type Steps } from "./reference.ts";

/** Rejects larger bodies. */
const limit = (bytes: number): Partial<Steps> => ({ body: (body) => (body.length > bytes ? 413 : undefined) });

/** Accepts a signature over the bytes of the body, or over another reading of them. */
function alsoReadAs(read: (body: Buffer) => Buffer | string): Partial<Steps> {
  let other = "";
  return {
    signedBytes: ({ id, timestamp }, body) => [`${id}.${timestamp}.`, body],
    expected(key, [head = "", body = ""]) {
      let bytes = body;
      try {
        bytes = read(Buffer.from(body));
      } catch {
        // Then only the bytes themselves count.
      }
      other = reference.expected(key, [head, bytes]);
      return reference.expected(key, [head, body]);
    },
    matches: (expected, signature) => [expected, other].some((known) => reference.matches(known, signature)),
  };
}

/** Signs this text instead of the body. */
const signsText = (read: (body: Buffer) => string): Partial<Steps> => ({
  signedBytes: ({ id, timestamp }, body) => [`${id}.${timestamp}.${read(body)}`],
});

/** They verify other bytes than they received. */
export const bytes: readonly ReceiverMutant[] = mutants("bytes", {
  raw_body_bytes: {
    reserialized_json: signsText((body) => JSON.stringify(JSON.parse(body.toString()))),
    trimmed: { signedBytes: ({ id, timestamp }, body) => [`${id}.${timestamp}.${body.toString().trim()}`] },
    line_ends_normalised: signsText((body) => body.toString().replaceAll("\r\n", "\n")),
    unicode_normalised: signsText((body) => body.toString().normalize("NFC")),
    read_as_latin1: { signedBytes: ({ id, timestamp }, body) => [`${id}.${timestamp}.${body.toString("latin1")}`] },
    length_in_utf16: {
      body: (body, request) => (body.toString().length === Number(request.headers["content-length"]) ? undefined : 400),
    },
  },
  reserialized_body: {
    reserialized_json_accepted_too: () => alsoReadAs((body) => JSON.stringify(JSON.parse(body.toString()))),
    pretty_json_accepted_too: () => alsoReadAs((body) => JSON.stringify(JSON.parse(body.toString()), null, 2)),
  },
  changed_body: {
    trimmed_accepted_too: () => alsoReadAs((body) => body.toString().trim()),
    leading_space_accepted_too: () => alsoReadAs((body) => (body.at(0) === 0x20 ? body.subarray(1) : body)),
    empty_body_not_verified: { around: async (next, _, body) => (body.length === 0 ? 204 : next()) },
  },
  body_in_pieces: {
    chunks_decoded_apart: {
      async read(request) {
        let text = "";
        for await (const chunk of request) text += chunk;
        return Buffer.from(text);
      },
    },
    first_chunk_only: {
      read: (request) =>
        new Promise((resolve) => request.once("data", resolve).once("end", () => resolve(Buffer.alloc(0)))),
    },
  },
});

/** They need the length of a body before they read it. */
export const lengths: readonly ReceiverMutant[] = mutants("lengths", {
  chunked_body: {
    length_required: {
      body: (_, { headers }) => (headers["content-length"] === undefined ? 411 : undefined),
    },
    // Like CGI and WSGI, where CONTENT_LENGTH says how much there is to read.
    reads_content_length_bytes: {
      async read(request) {
        const body = await reference.read(request);
        return body.subarray(0, Number(request.headers["content-length"] ?? 0));
      },
    },
    one_chunk_is_missed: {
      read: (request) =>
        request.headers["transfer-encoding"] === undefined
          ? reference.read(request)
          : new Promise((resolve) => request.once("data", resolve).once("end", () => resolve(Buffer.alloc(0)))),
    },
  },
});

/** They have limits that the contract does not allow. */
export const limits: readonly ReceiverMutant[] = mutants("limits", {
  large_bodies: {
    body_limit_of_100_kib: limit(102_400),
    body_limit_of_a_million: limit(1_000_000),
    body_limit_below_1_mib: limit(1_048_575),
    body_limit_of_half_the_characters: { body: (body) => (body.toString().length * 2 > 1_048_576 ? 413 : undefined) },
    fails_at_large_bodies: {
      body(body) {
        if (body.length > 500_000) throw new Error("too much");
        return undefined;
      },
    },
  },
  content_type_parameters: {
    exact_content_type: { contentType: (type) => (type === "application/json" ? undefined : 415) },
    one_charset_spelling: {
      contentType: (type) => (/^application\/json(; charset=utf-8)?$/.test(type ?? "") ? undefined : 415),
    },
  },
});

/** They mishandle bodies that are not JSON. */
export const json: readonly ReceiverMutant[] = mutants("json", {
  malformed_json: {
    malformed_json_is_500: { rejection: { ...reference.rejection, json: 500 } },
    malformed_json_is_200: { rejection: { ...reference.rejection, json: 200 } },
    never_parsed: { parse: () => ({}) },
  },
  changed_body: {
    parsed_before_verified: {
      // Like a body parser whose errors are not handled.
      body(body) {
        reference.parse(body);
        return undefined;
      },
    },
  },
});
