import { randomBytes } from "node:crypto";
import { asDelivery, inTurn } from "../data/events.ts";
import type { Delivery } from "../delivery.ts";
import { accepts, type Case, type ReceiverCheck, refuses } from "./check.ts";

const signaturePointer = "/post/parameters/2";

/** Makes a value of the signature header of the right one and of others. */
type Signatures = (make: { readonly right: string; readonly wrong: () => string; readonly sign: SignWith }) => string;
type SignWith = (key: Uint8Array) => string;

/** Deliveries with these signature headers. */
function* withSignatures(signatures: Readonly<Record<string, Signatures>>): Generator<Case> {
  for (const [index, [what, make]] of Object.entries(signatures).entries()) {
    const change: Delivery["change"] = (_, sign) => ({
      signature: make({ right: sign(), wrong: () => randomBytes(32).toString("base64"), sign: (key) => sign({ key }) }),
    });
    yield { what: `a delivery with ${what}`, delivery: asDelivery(inTurn(index), { change }) };
  }
}

export const severalSignatures: ReceiverCheck = accepts({
  id: "several_signatures",
  holds: "a delivery is accepted when any of its signatures is right, as while a secret is rotated",
  pointer: signaturePointer,
  cases: () =>
    withSignatures({
      "a wrong and then the right signature": ({ right, wrong }) => `v1,${wrong()} v1,${right}`,
      "the right and then a wrong signature": ({ right, wrong }) => `v1,${right} v1,${wrong()}`,
      "the right signature between wrong ones": ({ right, wrong }) => `v1,${wrong()} v1,${right} v1,${wrong()}`,
      "the right one of five signatures last": ({ right, wrong }) =>
        `v1,${wrong()} v1,${wrong()} v1,${wrong()} v1,${wrong()} v1,${right}`,
      "the right signature twice": ({ right }) => `v1,${right} v1,${right}`,
      "a signature of an unknown version before the right one": ({ right, wrong }) =>
        `v1a,${wrong()}${wrong()} v1,${right}`,
      "a signature of an unknown version after the right one": ({ right, wrong }) => `v1,${right} v2,${wrong()}`,
    }),
});

export const wrongSignature: ReceiverCheck = refuses({
  id: "wrong_signature",
  holds: "a signature that is not over this delivery with this secret is refused",
  pointer: signaturePointer,
  cases: () =>
    withSignatures({
      "a signature of the right length": ({ wrong }) => `v1,${wrong()}`,
      "a signature made with another secret": ({ sign }) => `v1,${sign(randomBytes(24))}`,
      "a signature made with an empty secret": ({ sign }) => `v1,${sign(Buffer.alloc(0))}`,
      "a signature of zeros": () => `v1,${Buffer.alloc(32).toString("base64")}`,
      "several wrong signatures": ({ wrong }) => `v1,${wrong()} v1,${wrong()} v1,${wrong()}`,
      "the right signature in lower case": ({ right }) => `v1,${right.toLowerCase()}`,
      "the right signature in hex": ({ right }) => `v1,${Buffer.from(right, "base64").toString("hex")}`,
    }),
});

export const partlyRightSignature: ReceiverCheck = refuses({
  id: "partly_right_signature",
  holds: "a signature that is right in part is refused",
  pointer: signaturePointer,
  cases: () =>
    withSignatures({
      "only the version of a signature": () => "v1,",
      "the first character of the right signature": ({ right }) => `v1,${right.slice(0, 1)}`,
      "the first half of the right signature": ({ right }) => `v1,${right.slice(0, 22)}`,
      "the right signature but for its end": ({ right }) => `v1,${right.slice(0, -4)}`,
      "the beginning of the right signature and another end": ({ right }) => `v1,${flip(right, 24)}`,
      "the right signature with its last byte changed": ({ right }) => `v1,${flip(right, 31)}`,
      "the right signature with its first byte changed": ({ right }) => `v1,${flip(right, 0)}`,
      "the end of the right signature": ({ right }) => `v1,${right.slice(4)}`,
      "two halves of the right signature": ({ right }) => `v1,${right.slice(0, 22)} v1,${right.slice(22)}`,
    }),
});

/** The signature with one bit of one of its bytes changed, so that no reading of base64 finds it equal. */
function flip(signature: string, at: number): string {
  const bytes = Buffer.from(signature, "base64");
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0b1000, at);
  return bytes.toString("base64");
}

export const signatureVersion: ReceiverCheck = refuses({
  id: "signature_version",
  holds: "the right signature under a version other than v1, or none, is refused",
  pointer: signaturePointer,
  cases: () =>
    withSignatures({
      "the right signature as v2": ({ right }) => `v2,${right}`,
      "the right signature as v1a": ({ right }) => `v1a,${right}`,
      "the right signature without a version": ({ right }) => right,
      "the right signature under no version": ({ right }) => `,${right}`,
    }),
});
