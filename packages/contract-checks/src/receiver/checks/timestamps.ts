import { asDelivery, inTurn } from "../data/events.ts";
import { accepts, type Case, type ReceiverCheck, refuses } from "./check.ts";

const pointer = "/post/parameters/1";
const minute = 60;

/** Deliveries that bear another time than the one at which they are sent, rightly signed. */
function* signedAfter(offsets: Readonly<Record<string, number>>): Generator<Case> {
  for (const [index, [when, offset]] of Object.entries(offsets).entries()) {
    yield { what: `a delivery that ${when}`, delivery: asDelivery(inTurn(index), { signedAfter: offset }) };
  }
}

// A receiver has a tolerance of 4 to 5 minutes. What is sent keeps off its bounds, for it takes its time to arrive and to
// be answered, which is up to 15 seconds.

export const timestampTolerance: ReceiverCheck = accepts({
  id: "timestamp_tolerance",
  holds: "a delivery whose timestamp is up to 4 minutes off, either way, is accepted",
  pointer,
  cases: () =>
    signedAfter({
      "was signed 3 minutes and 40 seconds ago": -4 * minute + 20,
      "was signed a minute ago": -minute,
      "bears the time of a minute from now": minute,
      "bears the time of 3 minutes and 55 seconds from now": 4 * minute - 5,
    }),
});

export const staleTimestamp: ReceiverCheck = refuses({
  id: "stale_timestamp",
  holds: "a delivery that was signed more than 5 minutes ago is refused",
  pointer,
  cases: () =>
    signedAfter({
      "was signed 5 minutes and 10 seconds ago": -5 * minute - 10,
      "was signed an hour ago": -60 * minute,
      "was signed a day ago": -24 * 60 * minute,
      "was signed ten years ago": -3652 * 24 * 60 * minute,
    }),
});

export const futureTimestamp: ReceiverCheck = refuses({
  id: "future_timestamp",
  holds: "a delivery that bears a time more than 5 minutes from now is refused",
  pointer,
  cases: () =>
    signedAfter({
      "bears the time of 5 minutes and 30 seconds from now": 5 * minute + 30,
      "bears the time of an hour from now": 60 * minute,
      "bears the time of a day from now": 24 * 60 * minute,
      "bears the time of ten years from now": 3652 * 24 * 60 * minute,
    }),
});

export const malformedTimestamp: ReceiverCheck = refuses({
  id: "malformed_timestamp",
  holds: "a timestamp other than Unix seconds in digits is refused, though it is signed",
  pointer,
  *cases() {
    // None that some way of reading numbers takes for the present: who signs it so may mean it.
    const texts: Readonly<Record<string, (seconds: number) => string>> = {
      "that is empty": () => "",
      "that is no number": () => "now",
      "that is NaN": () => "NaN",
      "that is Infinity": () => "Infinity",
      "that is negative": (seconds) => `-${seconds}`,
      "in milliseconds": (seconds) => `${seconds * 1000}`,
      "that is a date": (seconds) => new Date(seconds * 1000).toISOString(),
      "of many digits": () => "9".repeat(40),
    };
    for (const [index, [what, write]] of Object.entries(texts).entries()) {
      yield {
        what: `a delivery with a signed timestamp ${what}`,
        delivery: asDelivery(inTurn(index), {
          change: (signed, sign) => {
            const timestamp = write(Number(signed.timestamp));
            return { timestamp, signature: `v1,${sign({ timestamp })}` };
          },
        }),
      };
    }
  },
});
