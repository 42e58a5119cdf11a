/** Simulated endpoints: time is a number, so the results are the same in every run. */
import { describe, expect, test } from "vitest";
import { AdaptiveLimit, type RequestOutcome } from "../src/worker/adaptive-limit.ts";

interface Response {
  readonly outcome: RequestOutcome;
  readonly endsAt: number;
}

/** Responds to a request that is sent at a time. */
type Endpoint = (now: number) => Response;

/** What happened in a part of a simulation. */
interface Report {
  readonly perSecond: number;
  /** Mean latency of the requests that succeeded. */
  readonly latencyMs: number;
  /** Part of the requests that did not succeed. */
  readonly errors: number;
  readonly limit: number;
}

/** Numbers from 0 to 1, the same in every run. */
function newRandom(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Sends to an endpoint for which deliveries are always due. */
class Simulation {
  readonly limit = new AdaptiveLimit(256);
  respond: Endpoint;
  #now = 0;
  #nextAt = 0;
  #inFlight: (Response & { startedAt: number })[] = [];
  /** The limit up to which slots are filled, and the next one from a time on. */
  #filled = { limit: 1, next: 1, at: 0 };

  readonly #fillMs: () => number;

  /** @param fillMs how long after a change of the limit its slots are filled */
  constructor(respond: Endpoint, fillMs: () => number = () => 0) {
    this.respond = respond;
    this.#fillMs = fillMs;
  }

  run(seconds: number): Report {
    const end = this.#now + seconds * 1_000;
    const ended: { latency: number; outcome: RequestOutcome }[] = [];
    for (; this.#now < end; this.#now++) {
      const wasFull = this.#inFlight.length >= this.limit.limit;
      for (const { startedAt, endsAt, outcome } of this.#inFlight) {
        if (endsAt > this.#now) continue;
        this.limit.end({ startedAt, endedAt: this.#now, outcome, wasFull });
        ended.push({ latency: this.#now - startedAt, outcome });
      }
      this.#inFlight = this.#inFlight.filter(({ endsAt }) => endsAt > this.#now);
      if (this.limit.limit !== this.#filled.limit && this.#filled.next !== this.limit.limit) {
        this.#filled = { ...this.#filled, next: this.limit.limit, at: this.#now + this.#fillMs() };
      }
      if (this.#filled.at <= this.#now) this.#filled = { ...this.#filled, limit: this.#filled.next };
      while (this.#inFlight.length < Math.min(this.limit.limit, this.#filled.limit) && this.#nextAt <= this.#now) {
        this.#inFlight.push({ startedAt: this.#now, ...this.respond(this.#now) });
        this.#nextAt = Math.max(this.#nextAt, this.#now - 20) + 1_000 / this.limit.perSecond;
      }
    }
    const succeeded = ended.filter(({ outcome }) => outcome === "succeeded");
    return {
      perSecond: succeeded.length / seconds,
      latencyMs: succeeded.reduce((sum, { latency }) => sum + latency, 0) / succeeded.length,
      errors: 1 - succeeded.length / ended.length,
      limit: this.limit.limit,
    };
  }
}

const after =
  (ms: () => number): Endpoint =>
  (now) => ({ outcome: "succeeded", endsAt: now + ms() });

/** Times that vary as much as those of independent requests in a queue, 50 ms at the mean. */
function varying(): () => number {
  const random = newRandom();
  return () => Math.ceil(-50 * Math.log(random()));
}

/** Works on some requests at a time; the others wait. */
function queueing(workers: number, workMs: () => number): Endpoint {
  const freeAt = Array<number>(workers).fill(0);
  return (now) => {
    const next = freeAt.indexOf(Math.min(...freeAt));
    const endsAt = Math.max(now, freeAt[next] ?? 0) + workMs();
    freeAt[next] = endsAt;
    return { outcome: "succeeded", endsAt };
  };
}

/** Accepts a number of requests a second, and rejects the others at once. */
function rejecting(perSecond: () => number): Endpoint {
  let [tokens, filledAt] = [10, 0];
  return (now) => {
    tokens = Math.min(10, tokens + ((now - filledAt) * perSecond()) / 1_000);
    filledAt = now;
    if (tokens < 1) return { outcome: "rejected", endsAt: now + 2 };
    tokens--;
    return { outcome: "succeeded", endsAt: now + 5 };
  };
}

describe("an endpoint that keeps up", () => {
  test.each([
    [2, 10_000],
    [50, 4_800],
    [1_000, 250],
  ])("and responds after %i ms gets %i requests a second", (ms, perSecond) => {
    const simulation = new Simulation(after(() => ms));
    simulation.run(ms / 100);
    expect(simulation.run(1 + ms / 100).perSecond).toBeGreaterThan(perSecond);
  });

  test("gets them in spite of a latency that varies", () => {
    const simulation = new Simulation(after(varying()));
    simulation.run(5);
    expect(simulation.run(10).perSecond).toBeGreaterThan(2_500);
  });

  test("and takes long gets them soon, though requests that began together end together", () => {
    const random = newRandom();
    // The slots of a higher limit are filled up to 0.6 s later than those of requests that have ended.
    const simulation = new Simulation(
      after(() => 1_000),
      () => 600 * random(),
    );
    simulation.run(12);
    expect(simulation.run(10).perSecond).toBeGreaterThan(150);
  });

  test("gets them in spite of a few errors", () => {
    const random = newRandom();
    const simulation = new Simulation((now) => ({
      outcome: random() < 0.01 ? "failed" : "succeeded",
      endsAt: now + 50,
    }));
    simulation.run(10);
    expect(simulation.run(10).perSecond).toBeGreaterThan(1_000);
  });

  test("and has become slower for good gets as many requests at a time as before", () => {
    let ms = 50;
    const simulation = new Simulation(after(() => ms));
    simulation.run(10);
    ms = 200;
    simulation.run(10);
    expect(simulation.run(10).limit).toBeGreaterThan(200);
  });
});

describe("an endpoint that takes 200 requests a second", () => {
  test.each([
    ["10 at a time", 10, () => 50],
    ["one at a time", 1, () => 5],
    ["in times that vary", 10, varying()],
  ])("%s, gets them, and is not slowed down", (_, workers, workMs) => {
    const simulation = new Simulation(queueing(workers, workMs));
    simulation.run(10);
    const { perSecond, latencyMs } = simulation.run(60);
    expect(perSecond).toBeGreaterThan(180);
    expect(latencyMs).toBeLessThan((3 * workers * 1_000) / 200);
  });

  test("gets what it can take within 10 s when that becomes less, and more again", () => {
    const [full, less] = [queueing(10, () => 50), queueing(1, () => 50)];
    const simulation = new Simulation(full);
    simulation.run(10);
    simulation.respond = less;
    simulation.run(10);
    const low = simulation.run(10);
    expect(low.perSecond).toBeGreaterThan(18);
    expect(low.latencyMs).toBeLessThan(150);
    simulation.respond = queueing(10, () => 50);
    simulation.run(10);
    expect(simulation.run(10).perSecond).toBeGreaterThan(180);
  });

  test("and rejects the others gets them with hardly an error, also when that becomes less, and more again", () => {
    let capacity = 200;
    const simulation = new Simulation(rejecting(() => capacity));
    for (const perSecond of [200, 20, 200]) {
      capacity = perSecond;
      simulation.run(10);
      const report = simulation.run(60);
      expect(report.perSecond).toBeGreaterThan(0.9 * perSecond);
      // At 20 a second, each request that tests the limit is a larger part.
      expect(report.errors).toBeLessThan(perSecond === 20 ? 0.05 : 0.01);
    }
  });
});

test("an endpoint that rejects everything for a moment gets all again within a few seconds", () => {
  const simulation = new Simulation((now) => ({ outcome: now < 1_000 ? "rejected" : "succeeded", endsAt: now + 5 }));
  simulation.run(6);
  expect(simulation.run(2).perSecond).toBeGreaterThan(500);
});

test("an endpoint that fails gets one request at a time, and its limit again when it responds", () => {
  const simulation = new Simulation(after(() => 50));
  simulation.run(5);
  simulation.respond = (now) => ({ outcome: "failed", endsAt: now + 1_000 });
  simulation.run(20);
  expect(simulation.run(1).limit).toBe(1);
  simulation.respond = after(() => 50);
  simulation.run(10);
  expect(simulation.run(1).limit).toBeGreaterThan(50);
});
