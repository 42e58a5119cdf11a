import { asDelivery, freshId, inTurn } from "../data/events.ts";
import { type Delivery, type DeliveryValues, unsigned } from "../delivery.ts";
import { type Case, type ReceiverCheck, refuses } from "./check.ts";

/** Where the header of each value stands among the parameters of an event. */
const pointers = {
  id: "/post/parameters/0",
  timestamp: "/post/parameters/1",
  signature: "/post/parameters/2",
} as const;
const names = Object.keys(pointers) as (keyof DeliveryValues)[];

/** Deliveries that are changed after they were signed. */
function* changed(changes: Readonly<Record<string, NonNullable<Delivery["change"]>>>): Generator<Case> {
  for (const [index, [what, change]] of Object.entries(changes).entries()) {
    yield { what: `a delivery ${what}`, delivery: asDelivery(inTurn(index), { change }) };
  }
}

export const missingHeaders: ReceiverCheck = refuses({
  id: "missing_headers",
  holds: "a delivery that lacks a header is refused",
  pointer: "/post/parameters",
  *cases() {
    yield* changed({ "without any of its headers": () => unsigned });
    for (const name of names) {
      yield* changed({ [`without the header ${name}`]: () => ({ [name]: undefined }) });
      yield* changed({ [`with nothing but the header ${name}`]: (signed) => ({ ...unsigned, [name]: signed[name] }) });
    }
  },
});

export const malformedHeaders: ReceiverCheck = refuses({
  id: "malformed_headers",
  holds: "a delivery with a header that says nothing is refused",
  pointer: "/post/parameters",
  *cases() {
    for (const name of names) {
      for (const value of ["", "x", "null", ",", "v1", "0"]) {
        yield* changed({ [`with the ${name} ${JSON.stringify(value)}`]: () => ({ [name]: value }) });
      }
    }
    for (const signature of ["v1,%%%", "v1, ", "v1,v1,v1", "v1,undefined", "v1,null", "=", "v1,é", "[object Object]"]) {
      yield* changed({ [`with the signature ${JSON.stringify(signature)}`]: () => ({ signature }) });
    }
  },
});

export const signedHeaders: ReceiverCheck = refuses({
  id: "signed_headers",
  holds: "the id and the timestamp are signed: a delivery is refused when one of them was replaced",
  pointer: pointers.signature,
  cases: () =>
    changed({
      "under another id than was signed": () => ({ id: freshId() }),
      "with another timestamp than was signed": ({ timestamp }) => ({ timestamp: `${Number(timestamp) - 1}` }),
      "that is old and got the time of today": (signed, sign) => ({
        signature: `v1,${sign({ timestamp: `${Number(signed.timestamp) - 86_400}` })}`,
      }),
    }),
});
