import { defineAcceptanceCheck, defineRejectionCheck, type ReceiverCheck, type TestCase, testCases } from "../check.ts";

const pointer = "/post/parameters/1";
const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Deliveries whose timestamp is not the time at which they are sent. */
function withOffsets(offsets: Readonly<Record<string, number>>): TestCase[] {
  return testCases(
    Object.entries(offsets).map(([when, timestampOffset]) => [
      `a delivery with a timestamp ${when}`,
      { timestampOffset },
    ]),
  );
}

/** Values that no receiver may read as the current time, whatever its number parser accepts. */
const malformedTimestamps: Readonly<Record<string, (seconds: number) => string>> = {
  "that is empty": () => "",
  "that is not a number": () => "now",
  "that is NaN": () => "NaN",
  "that is Infinity": () => "Infinity",
  "that is negative": (seconds) => `-${seconds}`,
  "in milliseconds": (seconds) => `${seconds * 1000}`,
  "that is a date": (seconds) => new Date(seconds * 1000).toISOString(),
  "of many digits": () => "9".repeat(40),
};

// A receiver has a tolerance of 4 to 5 minutes. The offsets keep away from these bounds, because a delivery may be
// handled up to 15 seconds after it was signed.
export const timestampChecks: readonly ReceiverCheck[] = [
  defineAcceptanceCheck({
    id: "timestamp_tolerance",
    holds: "a delivery whose timestamp is at most 4 minutes off, either way, is accepted",
    pointer,
    cases: () =>
      withOffsets({
        "of 3 minutes and 40 seconds ago": -4 * minute + 20,
        "of a minute ago": -minute,
        "a minute in the future": minute,
        "3 minutes and 55 seconds in the future": 4 * minute - 5,
      }),
  }),
  defineRejectionCheck({
    id: "stale_timestamp",
    holds: "a delivery with a timestamp of more than 5 minutes ago is rejected",
    pointer,
    cases: () =>
      withOffsets({
        "of 5 minutes and 10 seconds ago": -5 * minute - 10,
        "of an hour ago": -hour,
        "of a day ago": -day,
        "of ten years ago": -3652 * day,
      }),
  }),
  defineRejectionCheck({
    id: "future_timestamp",
    holds: "a delivery with a timestamp more than 5 minutes in the future is rejected",
    pointer,
    cases: () =>
      withOffsets({
        "5 minutes and 30 seconds in the future": 5 * minute + 30,
        "an hour in the future": hour,
        "a day in the future": day,
        "ten years in the future": 3652 * day,
      }),
  }),
  defineRejectionCheck({
    id: "malformed_timestamp",
    holds: "a timestamp that is not Unix seconds in digits is rejected, even if it is signed",
    pointer,
    cases: () =>
      testCases(
        Object.entries(malformedTimestamps).map(([what, write]) => [
          `a delivery with a signed timestamp ${what}`,
          {
            override: (signed, sign) => {
              const timestamp = write(Number(signed.timestamp));
              return { timestamp, signature: `v1,${sign({ timestamp })}` };
            },
          },
        ]),
      ),
  }),
];
