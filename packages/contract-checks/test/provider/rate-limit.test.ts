import { describe, expect, test } from "vitest";
import { RateLimit } from "../../src/provider/rate-limit.ts";
import { ManualClock } from "./support.ts";

const inSeconds = (seconds: number) => new Date(new ManualClock().now() + seconds * 1000).toUTCString();

describe("shouldRetry", () => {
  test.each<[string, 429 | 503, retryAfter: string | undefined, tries: number, ms: number | undefined]>([
    ["the seconds of Retry-After", 429, "3", 1, 3000],
    ["up to five minutes", 429, "300", 1, 300_000],
    ["until the date of Retry-After", 429, inSeconds(7), 1, 7000],
    ["until a date of RFC 850", 429, "Thursday, 01-Jan-70 00:16:47 GMT", 1, 7000],
    ["until a date of asctime", 429, "Thu Jan  1 00:16:47 1970", 1, 7000],
    ["not for a number that is too large", 429, "9".repeat(400), 1, undefined],
    ["a moment for a number that is none", 429, "1.5", 1, 20],
    ["a moment for a date in the past", 429, inSeconds(-7), 1, 20],
    ["a moment without Retry-After", 429, undefined, 1, 20],
    ["a moment for an invalid Retry-After", 429, "soon", 1, 20],
    ["a moment for 0", 429, "0", 1, 20],
    ["longer with each try", 429, "0", 7, 140],
    ["at most a second", 429, "0", 100, 1000],
    ["never less than Retry-After", 429, " 2 ", 100, 2000],
    ["not for more than five minutes", 429, "301", 1, undefined],
    ["not after a hundred retries", 429, "0", 101, undefined],
    ["five seconds for a 503", 503, "5", 1, 5000],
    ["twice for a 503", 503, "0", 2, 40],
    ["not three times for a 503", 503, "5", 3, undefined],
    ["not for a 503 without Retry-After", 503, undefined, 1, undefined],
    ["not longer than five seconds for a 503", 503, "6", 1, undefined],
  ])("waits %s", async (_, status, retryAfter, tries, ms) => {
    const clock = new ManualClock();
    const headers = new Headers(retryAfter === undefined ? {} : { "retry-after": retryAfter });
    expect(await new RateLimit(clock).shouldRetry(status, headers, tries)).toBe(ms !== undefined);
    expect(clock.slept).toEqual(ms === undefined ? [] : [ms]);
  });
});

test("waits ten minutes at most for one request, and then for no other", async () => {
  const clock = new ManualClock();
  const limit = new RateLimit(clock);
  const headers = new Headers({ "retry-after": "300" });
  const since = clock.now();
  const retries = [];
  for (const tries of [1, 2, 3]) retries.push(await limit.shouldRetry(429, headers, tries, { since }));
  expect(retries).toEqual([true, true, false]);
  expect(await limit.shouldRetry(429, headers, 1)).toBe(false);
  expect(clock.slept).toEqual([300_000, 300_000]);
});

describe("wait", () => {
  const retryAfter = (seconds: string) => new Headers({ "retry-after": seconds });

  test("makes other requests wait as well", async () => {
    const clock = new ManualClock();
    const limit = new RateLimit(clock);
    await limit.wait();
    expect(clock.slept).toEqual([]);
    const retrying = limit.shouldRetry(429, retryAfter("3"), 1);
    clock.time -= 3000;
    await limit.wait();
    expect(clock.slept).toEqual([3000, 3000]);
    await retrying;
    await limit.wait();
    expect(clock.slept).toHaveLength(2);
  });

  test("waits for the longest Retry-After", async () => {
    const clock = new ManualClock();
    const limit = new RateLimit(clock);
    await limit.shouldRetry(429, retryAfter("9"), 1);
    clock.time -= 9000;
    await limit.shouldRetry(429, retryAfter("1"), 1);
    clock.time -= 1000;
    await limit.wait();
    expect(clock.slept).toEqual([9000, 1000, 9000]);
  });
});
