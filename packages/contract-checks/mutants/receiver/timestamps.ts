import { mutants, type ReceiverMutant } from "./mutant.ts";
import { reference } from "./reference.ts";

const now = (): number => Date.now() / 1000;
const isNumber = (timestamp: string): boolean => /^\d+$/.test(timestamp);

/** They take another time for the present. */
export const timestamps: readonly ReceiverMutant[] = mutants("timestamps", {
  no_window: ["stale_timestamp", { isFresh: isNumber }],
  only_the_past_checked: [
    "future_timestamp",
    { isFresh: (timestamp) => isNumber(timestamp) && now() - Number(timestamp) <= 300 },
  ],
  only_the_future_checked: [
    "stale_timestamp",
    { isFresh: (timestamp) => isNumber(timestamp) && Number(timestamp) - now() <= 300 },
  ],
  window_of_six_minutes: [
    "stale_timestamp",
    { isFresh: (timestamp) => isNumber(timestamp) && Math.abs(now() - Number(timestamp)) <= 360 },
  ],
  window_of_six_minutes_ahead: [
    "future_timestamp",
    {
      isFresh: (timestamp) =>
        isNumber(timestamp) && now() - Number(timestamp) <= 300 && Number(timestamp) - now() <= 360,
    },
  ],
  window_of_three_minutes: [
    "timestamp_tolerance",
    { isFresh: (timestamp) => isNumber(timestamp) && Math.abs(now() - Number(timestamp)) <= 180 },
  ],
  no_time_ahead: [
    "timestamp_tolerance",
    { isFresh: (timestamp) => isNumber(timestamp) && now() - Number(timestamp) <= 300 && Number(timestamp) <= now() },
  ],
  milliseconds_expected: [
    "event_acceptance",
    { isFresh: (timestamp) => isNumber(timestamp) && Math.abs(Date.now() - Number(timestamp)) <= 300_000 },
  ],
  milliseconds_accepted: [
    "malformed_timestamp",
    { isFresh: (timestamp) => reference.isFresh(timestamp) || reference.isFresh(timestamp.slice(0, -3)) },
  ],
  dates_accepted: [
    "malformed_timestamp",
    { isFresh: (timestamp) => reference.isFresh(timestamp) || Math.abs(Date.now() - Date.parse(timestamp)) <= 300_000 },
  ],
  signs_ignored: [
    "malformed_timestamp",
    { isFresh: (timestamp) => Math.abs(now() - Math.abs(Number(timestamp))) <= 300 },
  ],
  what_is_no_number_is_fresh: [
    "malformed_timestamp",
    { isFresh: (timestamp) => !(Math.abs(now() - Number(timestamp)) > 300) },
  ],
  fails_at_what_is_no_date: [
    "malformed_timestamp",
    {
      isFresh: (timestamp) => {
        new Date(Number(timestamp) * 1000).toISOString();
        return reference.isFresh(timestamp);
      },
    },
  ],
});
