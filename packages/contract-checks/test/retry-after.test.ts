import { describe, expect, onTestFinished, test, vi } from "vitest";
import { retryAfterSeconds } from "../src/retry-after.ts";

const now = Date.parse("1994-11-06T08:49:30Z");

describe("Retry-After", () => {
  test.each([
    ["120", 120],
    [" 0 ", 0],
    ["2147483648", 2_147_483_648],
    ["99999999999999999999", 2_147_483_648],
    // The three forms of RFC 9110, 5.6.7.
    ["Sun, 06 Nov 1994 08:49:37 GMT", 7],
    ["Sunday, 06-Nov-94 08:49:37 GMT", 7],
    ["Sun Nov  6 08:49:37 1994", 7],
    ["Sun, 06 Nov 1994 08:49:29 GMT", 0],
  ])("%j is %d seconds", (value, seconds) => {
    expect(retryAfterSeconds(value, now)).toBe(seconds);
  });

  test("is a time of UTC, also where the local time is another", () => {
    vi.stubEnv("TZ", "America/New_York");
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(retryAfterSeconds("Sun Nov  6 08:49:37 1994", now)).toBe(7);
  });

  test.each([
    undefined,
    null,
    "",
    "-1",
    "1.5",
    "1s",
    "s1",
    "1994-11-06T08:49:37Z",
    "Sun, 06 Nov 1994 08:49:37 +0100",
    "Sun, 06 Nov 1994 08:49:37 GMT+1",
    "(Sun, 06 Nov 1994 08:49:37 GMT",
    "x Sun, 06 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 08:49 GMT",
    "Nov 1994",
    "Sun, 66 Nov 1994 08:49:37 GMT",
  ])("%j is invalid", (value) => {
    expect(retryAfterSeconds(value, now)).toBeUndefined();
  });
});
