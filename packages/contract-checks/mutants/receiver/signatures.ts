import { createHmac, timingSafeEqual } from "node:crypto";
import { mutants, type ReceiverMutant } from "./mutant.ts";
import { equalsInConstantTime, reference, type Steps } from "./reference.ts";

const entries = (signature: string): string[] => signature.split(" ");
const digests = (signature: string): string[] =>
  entries(signature)
    .filter((entry) => entry.startsWith("v1,"))
    .map((entry) => entry.slice(3));

type Compare = (given: string, expected: string) => boolean;
const someEntry =
  (isEqual: Compare): Steps["matches"] =>
  (expected, signature) =>
    entries(signature).some((entry) => isEqual(entry, expected));
const someDigest =
  (isEqual: Compare): Steps["matches"] =>
  (expected, signature) =>
    digests(signature).some((digest) => isEqual(digest, expected));

/** Throws when the lengths differ. */
const equalsAsBuffers = someDigest((given, expected) => timingSafeEqual(Buffer.from(given), Buffer.from(expected)));

/** They accept deliveries without a valid signature, or fail on malformed ones. */
export const verification: readonly ReceiverMutant[] = mutants("verification", {
  wrong_signature: {
    no_verification: { matches: () => true },
  },
  missing_headers: {
    accepts_missing_headers: {
      isComplete: () => true,
      isFresh: (timestamp) => timestamp === "" || reference.isFresh(timestamp),
      matches: (expected, signature) => signature === "" || reference.matches(expected, signature),
    },
    accepts_missing_signature: {
      values: (request) => ({ signature: "none", ...reference.values(request) }),
      matches: (expected, signature) => signature === "none" || reference.matches(expected, signature),
    },
  },
  malformed_headers: {
    accepts_empty_signature: {
      isComplete: ({ signature }) => signature !== undefined,
      matches: (expected, signature) => signature === "" || reference.matches(expected, signature),
    },
    fails_without_a_comma: {
      matches: someEntry((entry, expected) => equalsInConstantTime((entry.split(",")[1] as string).trim(), expected)),
    },
  },
  partly_right_signature: {
    accepts_when_verifying_throws: {
      matches(expected, signature) {
        try {
          return equalsAsBuffers(expected, signature);
        } catch {
          return true;
        }
      },
    },
    fails_at_another_length: { matches: equalsAsBuffers },
  },
});

/** Their comparison of signatures accepts wrong ones. */
export const comparison: readonly ReceiverMutant[] = mutants("comparison", {
  partly_right_signature: {
    given_is_a_prefix: {
      matches: someDigest((given, expected) => expected.startsWith(given)),
    },
    given_is_contained: {
      matches: someDigest((given, expected) => expected.includes(given)),
    },
    first_bytes_only: {
      matches: someDigest((given, expected) => given.slice(0, 16) === expected.slice(0, 16)),
    },
    all_but_the_last_byte: {
      matches: someDigest((given, expected) => given.slice(0, 41) === expected.slice(0, 41)),
    },
    joined_signatures: {
      matches: (expected, signature) =>
        reference.matches(expected, signature) || digests(signature).join("") === expected,
    },
  },
  wrong_signature: {
    length_only: {
      matches: someDigest((given, expected) => given.length === expected.length),
    },
    letter_case_ignored: {
      matches: someDigest((given, expected) => given.toLowerCase() === expected.toLowerCase()),
    },
  },
});

/** They misread the list of signatures. */
export const rotation: readonly ReceiverMutant[] = mutants("rotation", {
  several_signatures: {
    first_signature_only: { matches: (expected, signature) => entries(signature)[0] === `v1,${expected}` },
    last_signature_only: { matches: (expected, signature) => entries(signature).at(-1) === `v1,${expected}` },
    single_signature_only: { matches: (expected, signature) => signature === `v1,${expected}` },
    all_signatures_must_match: {
      matches: (expected, signature) => entries(signature).every((entry) => entry === `v1,${expected}`),
    },
    three_signatures_at_most: {
      matches: (expected, signature) => reference.matches(expected, entries(signature).slice(0, 3).join(" ")),
    },
    unknown_versions_rejected: {
      matches: (expected, signature) =>
        entries(signature).every((entry) => entry.startsWith("v1,")) && reference.matches(expected, signature),
    },
  },
  signature_version: {
    any_version: {
      matches: someEntry((entry, expected) => entry.split(",")[1] === expected),
    },
    any_version_that_starts_with_v1: {
      matches: someEntry((entry, expected) => entry.startsWith("v1") && entry.split(",")[1] === expected),
    },
    version_optional: {
      matches: someEntry((entry, expected) => entry.replace(/^v1,/, "") === expected),
    },
  },
});

/** They compute another signature. */
export const signing: readonly ReceiverMutant[] = mutants("signing", {
  event_acceptance: {
    secret_not_decoded: { key: (secret) => Buffer.from(secret) },
    prefix_left_in_the_secret: { key: (secret) => Buffer.from(secret, "base64") },
    hex_instead_of_base64: {
      expected: (key, signed) => Buffer.from(reference.expected(key, signed), "base64").toString("hex"),
    },
    sha1: {
      expected: (key, signed) =>
        signed.reduce((hmac, part) => hmac.update(part), createHmac("sha1", key)).digest("base64"),
    },
    id_not_signed: { signedBytes: ({ timestamp }, body) => [`${timestamp}.`, body] },
    timestamp_not_signed: { signedBytes: ({ id }, body) => [`${id}.`, body] },
    body_only_signed: { signedBytes: (_, body) => [body] },
  },
  wrong_signature: {
    empty_secret_accepted: () => {
      let unkeyed = "";
      return {
        expected(key, signed) {
          unkeyed = reference.expected(Buffer.alloc(0), signed);
          return reference.expected(key, signed);
        },
        matches: (expected, signature) => [expected, unkeyed].some((known) => reference.matches(known, signature)),
      };
    },
  },
  signed_headers: {
    id_taken_from_the_body: {
      signedBytes: ({ timestamp }, body) => [`${JSON.parse(body.toString()).event_id}.${timestamp}.`, body],
    },
    nearby_seconds_accepted: nearbySeconds,
  },
});

/** Accepts a signature over any of the seconds around the given timestamp. */
function nearbySeconds(): Partial<Steps> {
  let candidates: string[] = [];
  return {
    signedBytes: ({ id, timestamp }, body) => [id, timestamp, body],
    expected(key, [id = "", timestamp = "", body = ""]) {
      candidates = Array.from({ length: 9 }, (_, index) =>
        reference.expected(key, [`${id}.${Number(timestamp) - 4 + index}.`, body]),
      );
      return "";
    },
    matches: (_, signature) => candidates.some((candidate) => reference.matches(candidate, signature)),
  };
}
