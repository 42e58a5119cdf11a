import { mutants, type ReceiverMutant } from "./mutant.ts";
import { reference } from "./reference.ts";

const now = (): number => Date.now() / 1000;
const isNumber = (timestamp: string): boolean => /^\d+$/.test(timestamp);

/** Accepts timestamps of the last so many seconds, and of the next. */
const within = (past: number, ahead = past) => ({
  isFresh: (timestamp: string): boolean =>
    isNumber(timestamp) && now() - Number(timestamp) <= past && Number(timestamp) - now() <= ahead,
});

/** They accept the wrong timestamps. */
export const timestamps: readonly ReceiverMutant[] = mutants("timestamps", {
  stale_timestamp: {
    no_window: { isFresh: isNumber },
    only_the_future_checked: within(Number.POSITIVE_INFINITY, 300),
    window_of_six_minutes: within(360),
  },
  future_timestamp: {
    only_the_past_checked: within(300, Number.POSITIVE_INFINITY),
    window_of_six_minutes_ahead: within(300, 360),
  },
  timestamp_tolerance: {
    window_of_three_minutes: within(180),
    no_time_ahead: within(300, 0),
  },
  event_acceptance: {
    milliseconds_expected: {
      isFresh: (timestamp) => isNumber(timestamp) && Math.abs(Date.now() - Number(timestamp)) <= 300_000,
    },
  },
  malformed_timestamp: {
    milliseconds_accepted: {
      isFresh: (timestamp) => reference.isFresh(timestamp) || reference.isFresh(timestamp.slice(0, -3)),
    },
    dates_accepted: {
      isFresh: (timestamp) => reference.isFresh(timestamp) || Math.abs(Date.now() - Date.parse(timestamp)) <= 300_000,
    },
    signs_ignored: { isFresh: (timestamp) => Math.abs(now() - Math.abs(Number(timestamp))) <= 300 },
    what_is_no_number_is_fresh: { isFresh: (timestamp) => !(Math.abs(now() - Number(timestamp)) > 300) },
    fails_at_what_is_no_date: {
      isFresh: (timestamp) => {
        new Date(Number(timestamp) * 1000).toISOString();
        return reference.isFresh(timestamp);
      },
    },
  },
});
