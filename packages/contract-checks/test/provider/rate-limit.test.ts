/** Targets that rate-limit are waited for, as long as they ask and no longer than makes sense. */
import { describe, expect, test } from "vitest";
import { RateLimit } from "../../src/provider/rate-limit.ts";
import { ManualClock } from "./support.ts";

async function waited(status: 429 | 503, retryAfter: string | undefined, tries = 1) {
  const clock = new ManualClock();
  const headers = new Headers(retryAfter === undefined ? {} : { "retry-after": retryAfter });
  return { again: await new RateLimit(clock).shouldRetry(status, headers, tries), slept: clock.slept };
}
const inSeconds = (seconds: number) => new Date(new ManualClock().now() + seconds * 1000).toUTCString();

describe("a 429", () => {
  test.each([
    ["the seconds that it says", "3", 1, 3000],
    ["up to five minutes", "300", 1, 300_000],
    ["until the date that it says", inSeconds(7), 1, 7000],
    ["not into the past", inSeconds(-7), 1, 20],
    ["a moment, when it says nothing", undefined, 1, 20],
    ["a moment, when it says nonsense", "soon", 1, 20],
    ["a moment, when it says no time at all", "0", 1, 20],
    ["longer each time, when that was not enough", "0", 7, 140],
    ["but a second at most", "0", 100, 1000],
    ["never less than it says", " 2 ", 100, 2000],
  ])("is waited for: %s", async (_, retryAfter, tries, ms) => {
    expect(await waited(429, retryAfter, tries)).toEqual({ again: true, slept: [ms] });
  });

  test.each([
    ["it asks for too long", "301", 1],
    ["it never ends", "0", 101],
  ])("is not when %s", async (_, retryAfter, tries) => {
    expect(await waited(429, retryAfter, tries)).toEqual({ again: false, slept: [] });
  });
});

describe("a 503", () => {
  test.each([
    ["5", 1],
    ["5", 2],
    ["0", 2],
  ])("that asks for %s seconds is waited for, try %i", async (retryAfter, tries) => {
    expect((await waited(503, retryAfter, tries)).again).toBe(true);
  });

  test.each([
    [undefined, 1],
    ["6", 1],
    ["5", 3],
  ])("that asks for %s is what it is, try %i", async (retryAfter, tries) => {
    expect(await waited(503, retryAfter, tries)).toEqual({ again: false, slept: [] });
  });
});

describe("other requests", () => {
  test("wait until then as well", async () => {
    const clock = new ManualClock();
    const pause = new RateLimit(clock);
    await pause.wait();
    expect(clock.slept).toEqual([]);
    const waiting = pause.shouldRetry(429, new Headers({ "retry-after": "3" }), 1);
    clock.time -= 3000;
    await pause.wait();
    expect(clock.slept).toEqual([3000, 3000]);
    await waiting;
    await pause.wait();
    expect(clock.slept).toHaveLength(2);
  });

  test("wait for the longest that was asked for", async () => {
    const clock = new ManualClock();
    const pause = new RateLimit(clock);
    await pause.shouldRetry(429, new Headers({ "retry-after": "9" }), 1);
    clock.time -= 9000;
    await pause.shouldRetry(429, new Headers({ "retry-after": "1" }), 1);
    clock.time -= 1000;
    await pause.wait();
    expect(clock.slept).toEqual([9000, 1000, 9000]);
  });
});
