import { expect, test } from "vitest";
import { BackgroundPace } from "../src/lib/background-pace.ts";

const stepMs = 5;

interface Load {
  /** How long a delivery waits for its claim. */
  readonly waitMs: (delivery: number) => number;
  /** How much longer while a step runs. */
  readonly delayMs: number;
  /** Time between two deliveries. */
  readonly everyMs: number;
}

/**
 * Simulates a background that always has work, beside deliveries.
 *
 * @returns the part of the time in which steps ran, and the part of the deliveries that waited longer because of one
 */
async function simulate(pace: BackgroundPace, clock: { ms: number }, { waitMs, delayMs, everyMs }: Load, ms = 20_000) {
  const end = clock.ms + ms;
  const counts = { steps: 0, deliveries: 0, delayed: 0 };
  let nextDelivery = clock.ms + everyMs;
  /** Lets time pass until `until`, and deliveries become due meanwhile. */
  const pass = (until: number, isStep: boolean) => {
    while (nextDelivery < until) {
      const since = nextDelivery;
      clock.ms = since + waitMs(counts.deliveries++) + (isStep ? delayMs : 0);
      if (isStep && delayMs > 0) counts.delayed++;
      pace.waited(since);
      nextDelivery += everyMs;
    }
    clock.ms = until;
  };
  while (clock.ms < end) {
    await pace.run(async () => pass(clock.ms + stepMs, true));
    counts.steps++;
    pass(clock.ms + pace.restMs(stepMs), false);
  }
  return { share: (counts.steps * stepMs) / ms, delayed: counts.delayed / counts.deliveries };
}

function newPace() {
  const clock = { ms: 0 };
  return { clock, pace: new BackgroundPace({ now: () => clock.ms }) };
}

const quick = () => 2;
/** Of a machine that is slow by itself: mostly 10 ms, and sometimes three times as long. */
const varying = (delivery: number) => (delivery % 50 === 0 ? 30 : 8 + (delivery % 5));

test("works most of the time while nothing waits", async () => {
  const { pace, clock } = newPace();
  const { share } = await simulate(pace, clock, { waitMs: quick, delayMs: 0, everyMs: Number.POSITIVE_INFINITY });
  expect(share).toBeGreaterThan(0.75);
});

test("works as much beside deliveries that it does not delay, also on a slow machine", async () => {
  for (const waitMs of [quick, varying]) {
    const { pace, clock } = newPace();
    const { share } = await simulate(pace, clock, { waitMs, delayMs: 0, everyMs: 7 });
    expect(share).toBeGreaterThan(0.6);
  }
});

test("leaves most of the time to deliveries that it delays, but goes on", async () => {
  for (const waitMs of [quick, varying]) {
    const { pace, clock } = newPace();
    const { share, delayed } = await simulate(pace, clock, { waitMs, delayMs: 30, everyMs: 7 });
    expect(share).toBeGreaterThan(0.1);
    expect(delayed).toBeLessThan(0.2);
  }
});

test("goes on at full speed as soon as nothing waits any more", async () => {
  const { pace, clock } = newPace();
  await simulate(pace, clock, { waitMs: quick, delayMs: 30, everyMs: 7 });
  clock.ms += 2_000;
  const { share } = await simulate(pace, clock, { waitMs: quick, delayMs: 0, everyMs: Number.POSITIVE_INFINITY });
  expect(share).toBeGreaterThan(0.75);
});

test("works at least once in a quarter of a second, however long a step takes", () => {
  const { pace } = newPace();
  expect(pace.restMs(60_000)).toBeLessThanOrEqual(250);
});
