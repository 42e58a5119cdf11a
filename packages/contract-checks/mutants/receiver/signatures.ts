import { createHmac, timingSafeEqual } from "node:crypto";
import { mutants, type ReceiverMutant } from "./mutant.ts";
import { equals, reference, type Steps } from "./reference.ts";

const entries = (signature: string): string[] => signature.split(" ");
const digests = (signature: string): string[] =>
  entries(signature)
    .filter((entry) => entry.startsWith("v1,"))
    .map((entry) => entry.slice(3));

/** They are careless about whether a signature is there, or by whom. */
export const verification: readonly ReceiverMutant[] = mutants("verification", {
  no_verification: ["wrong_signature", { matches: () => true }],
  accepts_missing_headers: [
    "missing_headers",
    {
      isComplete: () => true,
      isFresh: (timestamp) => timestamp === "" || reference.isFresh(timestamp),
      matches: (expected, signature) => signature === "" || reference.matches(expected, signature),
    },
  ],
  accepts_missing_signature: [
    "missing_headers",
    {
      values: (request) => ({ signature: "none", ...reference.values(request) }),
      matches: (expected, signature) => signature === "none" || reference.matches(expected, signature),
    },
  ],
  accepts_empty_signature: [
    "malformed_headers",
    {
      isComplete: ({ signature }) => signature !== undefined,
      matches: (expected, signature) => signature === "" || reference.matches(expected, signature),
    },
  ],
  accepts_when_verifying_throws: [
    "partly_right_signature",
    {
      matches(expected, signature) {
        try {
          return digests(signature).some((given) => timingSafeEqual(Buffer.from(given), Buffer.from(expected)));
        } catch {
          return true;
        }
      },
    },
  ],
  fails_at_another_length: [
    "partly_right_signature",
    {
      matches: (expected, signature) =>
        digests(signature).some((given) => timingSafeEqual(Buffer.from(given), Buffer.from(expected))),
    },
  ],
  fails_without_a_comma: [
    "malformed_headers",
    {
      matches: (expected, signature) =>
        entries(signature).some((entry) => equals((entry.split(",")[1] as string).trim(), expected)),
    },
  ],
});

/** They compare signatures in a way that lets others pass. */
export const comparison: readonly ReceiverMutant[] = mutants("comparison", {
  given_is_a_prefix: [
    "partly_right_signature",
    { matches: (expected, signature) => digests(signature).some((given) => expected.startsWith(given)) },
  ],
  given_is_contained: [
    "partly_right_signature",
    { matches: (expected, signature) => digests(signature).some((given) => expected.includes(given)) },
  ],
  first_bytes_only: [
    "partly_right_signature",
    {
      matches: (expected, signature) =>
        digests(signature).some((given) => given.slice(0, 16) === expected.slice(0, 16)),
    },
  ],
  all_but_the_last_byte: [
    "partly_right_signature",
    {
      matches: (expected, signature) =>
        digests(signature).some((given) => given.slice(0, 41) === expected.slice(0, 41)),
    },
  ],
  length_only: [
    "wrong_signature",
    { matches: (expected, signature) => digests(signature).some((given) => given.length === expected.length) },
  ],
  letter_case_ignored: [
    "wrong_signature",
    {
      matches: (expected, signature) =>
        digests(signature).some((given) => given.toLowerCase() === expected.toLowerCase()),
    },
  ],
  joined_signatures: [
    "partly_right_signature",
    {
      matches: (expected, signature) =>
        reference.matches(expected, signature) || digests(signature).join("") === expected,
    },
  ],
});

/** They read the list of signatures wrongly. */
export const rotation: readonly ReceiverMutant[] = mutants("rotation", {
  first_signature_only: [
    "several_signatures",
    { matches: (expected, signature) => entries(signature)[0] === `v1,${expected}` },
  ],
  last_signature_only: [
    "several_signatures",
    { matches: (expected, signature) => entries(signature).at(-1) === `v1,${expected}` },
  ],
  single_signature_only: ["several_signatures", { matches: (expected, signature) => signature === `v1,${expected}` }],
  all_signatures_must_match: [
    "several_signatures",
    { matches: (expected, signature) => entries(signature).every((entry) => entry === `v1,${expected}`) },
  ],
  three_signatures_at_most: [
    "several_signatures",
    { matches: (expected, signature) => reference.matches(expected, entries(signature).slice(0, 3).join(" ")) },
  ],
  unknown_versions_refused: [
    "several_signatures",
    {
      matches: (expected, signature) =>
        entries(signature).every((entry) => entry.startsWith("v1,")) && reference.matches(expected, signature),
    },
  ],
  any_version: [
    "signature_version",
    { matches: (expected, signature) => entries(signature).some((entry) => entry.split(",")[1] === expected) },
  ],
  any_version_that_starts_with_v1: [
    "signature_version",
    {
      matches: (expected, signature) =>
        entries(signature).some((entry) => entry.startsWith("v1") && entry.split(",")[1] === expected),
    },
  ],
  version_optional: [
    "signature_version",
    { matches: (expected, signature) => entries(signature).some((entry) => entry.replace(/^v1,/, "") === expected) },
  ],
});

/** They sign something else, or otherwise. */
export const signing: readonly ReceiverMutant[] = mutants("signing", {
  secret_not_decoded: ["event_acceptance", { key: (secret) => Buffer.from(secret) }],
  prefix_left_in_the_secret: ["event_acceptance", { key: (secret) => Buffer.from(secret, "base64") }],
  hex_instead_of_base64: [
    "event_acceptance",
    { expected: (key, signed) => Buffer.from(reference.expected(key, signed), "base64").toString("hex") },
  ],
  sha1: [
    "event_acceptance",
    {
      expected: (key, signed) =>
        signed.reduce((hmac, part) => hmac.update(part), createHmac("sha1", key)).digest("base64"),
    },
  ],
  id_not_signed: ["event_acceptance", { signedBytes: ({ timestamp }, body) => [`${timestamp}.`, body] }],
  timestamp_not_signed: ["event_acceptance", { signedBytes: ({ id }, body) => [`${id}.`, body] }],
  body_only_signed: ["event_acceptance", { signedBytes: (_, body) => [body] }],
  empty_secret_accepted: [
    "wrong_signature",
    () => {
      let unkeyed = "";
      return {
        expected(key, signed) {
          unkeyed = reference.expected(Buffer.alloc(0), signed);
          return reference.expected(key, signed);
        },
        matches: (expected, signature) => [expected, unkeyed].some((known) => reference.matches(known, signature)),
      };
    },
  ],
  id_taken_from_the_body: [
    "signed_headers",
    { signedBytes: ({ timestamp }, body) => [`${JSON.parse(body.toString()).event_id}.${timestamp}.`, body] },
  ],
  nearby_seconds_accepted: ["signed_headers", nearbySeconds],
});

/** The signature may be over any of the seconds around the one that is given. */
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
