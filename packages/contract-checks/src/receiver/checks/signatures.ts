import { randomBytes } from "node:crypto";
import { defineAcceptanceCheck, defineRejectionCheck, type ReceiverCheck, type TestCase, testCases } from "../check.ts";

const pointer = "/post/parameters/2";

/** Returns a signature header, made of the correct signature, wrong ones, and ones with other keys. */
type MakeHeader = (parts: {
  readonly right: string;
  readonly wrong: () => string;
  readonly sign: (key: Uint8Array) => string;
}) => string;

/** Deliveries with these signature headers. */
function withSignatures(headers: Readonly<Record<string, MakeHeader>>): TestCase[] {
  const wrong = () => randomBytes(32).toString("base64");
  return testCases(
    Object.entries(headers).map(([what, makeHeader]) => [
      `a delivery with ${what}`,
      { override: (_, sign) => ({ signature: makeHeader({ right: sign(), wrong, sign: (key) => sign({ key }) }) }) },
    ]),
  );
}

/** The signature with one bit flipped in one of its bytes, so that it differs in every reading of base64. */
function flipBit(signature: string, byte: number): string {
  const bytes = Buffer.from(signature, "base64");
  bytes.writeUInt8(bytes.readUInt8(byte) ^ 0b1000, byte);
  return bytes.toString("base64");
}

export const signatureChecks: readonly ReceiverCheck[] = [
  defineAcceptanceCheck({
    id: "several_signatures",
    holds: "a delivery is accepted when any of its signatures is correct, as during a secret rotation",
    pointer,
    cases: () =>
      withSignatures({
        "a wrong signature before the correct one": ({ right, wrong }) => `v1,${wrong()} v1,${right}`,
        "a wrong signature after the correct one": ({ right, wrong }) => `v1,${right} v1,${wrong()}`,
        "the correct signature between wrong ones": ({ right, wrong }) => `v1,${wrong()} v1,${right} v1,${wrong()}`,
        "the correct signature after four wrong ones": ({ right, wrong }) =>
          `v1,${wrong()} v1,${wrong()} v1,${wrong()} v1,${wrong()} v1,${right}`,
        "the correct signature twice": ({ right }) => `v1,${right} v1,${right}`,
        "a signature of an unknown version before the correct one": ({ right, wrong }) =>
          `v1a,${wrong()}${wrong()} v1,${right}`,
        "a signature of an unknown version after the correct one": ({ right, wrong }) => `v1,${right} v2,${wrong()}`,
      }),
  }),
  defineRejectionCheck({
    id: "wrong_signature",
    holds: "a signature of another delivery or secret is rejected",
    pointer,
    cases: () =>
      withSignatures({
        "a wrong signature of the right length": ({ wrong }) => `v1,${wrong()}`,
        "a signature made with another secret": ({ sign }) => `v1,${sign(randomBytes(24))}`,
        "a signature made with an empty secret": ({ sign }) => `v1,${sign(Buffer.alloc(0))}`,
        "a signature of zeros": () => `v1,${Buffer.alloc(32).toString("base64")}`,
        "several wrong signatures": ({ wrong }) => `v1,${wrong()} v1,${wrong()} v1,${wrong()}`,
        "the correct signature in lower case": ({ right }) => `v1,${right.toLowerCase()}`,
        "the correct signature in hex": ({ right }) => `v1,${Buffer.from(right, "base64").toString("hex")}`,
      }),
  }),
  defineRejectionCheck({
    id: "partly_right_signature",
    holds: "a partly correct signature is rejected",
    pointer,
    cases: () =>
      withSignatures({
        "only the version of a signature": () => "v1,",
        "the first character of the correct signature": ({ right }) => `v1,${right.slice(0, 1)}`,
        "the first half of the correct signature": ({ right }) => `v1,${right.slice(0, 22)}`,
        "the correct signature without its end": ({ right }) => `v1,${right.slice(0, -4)}`,
        "the correct signature with another end": ({ right }) => `v1,${flipBit(right, 24)}`,
        "the correct signature with its last byte changed": ({ right }) => `v1,${flipBit(right, 31)}`,
        "the correct signature with its first byte changed": ({ right }) => `v1,${flipBit(right, 0)}`,
        "the end of the correct signature": ({ right }) => `v1,${right.slice(4)}`,
        "the correct signature in two halves": ({ right }) => `v1,${right.slice(0, 22)} v1,${right.slice(22)}`,
      }),
  }),
  defineRejectionCheck({
    id: "signature_version",
    holds: "the correct signature with a version other than v1, or without one, is rejected",
    pointer,
    cases: () =>
      withSignatures({
        "the correct signature as v2": ({ right }) => `v2,${right}`,
        "the correct signature as v1a": ({ right }) => `v1a,${right}`,
        "the correct signature without a version": ({ right }) => right,
        "the correct signature with an empty version": ({ right }) => `,${right}`,
      }),
  }),
];
