/** Whether a target still answers, and how long it is worth waiting for. */
import { expect, test } from "vitest";
import { TargetHealth } from "../../src/provider/health.ts";
import { ManualClock } from "./support.ts";

function health(responses: boolean | ((time: number) => boolean) = true) {
  const clock = new ManualClock();
  const probes: number[] = [];
  const probe = async (timeoutMs: number) => {
    probes.push(timeoutMs);
    return typeof responses === "boolean" ? responses : responses(clock.now());
  };
  return { health: new TargetHealth(probe, clock), probes, clock };
}

test("a kind of request that hung once is not waited for as long again", async () => {
  const { health: it } = health();
  expect(it.timeoutFor("list", 10_000)).toBe(10_000);
  await it.recordNoResponse("list", "GET /", true);
  expect(it.timeoutFor("list", 10_000)).toBe(2000);
  expect(it.timeoutFor("list", 500)).toBe(500);
  expect(it.timeoutFor("get", 10_000)).toBe(10_000);
  it.recordResponse("list");
  expect(it.timeoutFor("list", 10_000)).toBe(2000);
});

test("a kind of request that broke is waited for as before", async () => {
  const { health: it } = health();
  for (let time = 0; time < 9; time++) await it.recordNoResponse("list", "GET /", false);
  expect(it.timeoutFor("list", 10_000)).toBe(10_000);
});

test("a kind of request that hung five times in a row is not sent any more", async () => {
  const { health: it } = health();
  for (let time = 0; time < 4; time++) await it.recordNoResponse("list", "GET /", true);
  it.recordResponse("list");
  for (let time = 0; time < 4; time++) await it.recordNoResponse("list", "GET /", true);
  expect(it.timeoutFor("list", 10_000)).toBe(2000);
  await it.recordNoResponse("list", "GET /", true);
  expect(it.timeoutFor("list", 10_000)).toBeUndefined();
  expect(it.timeoutFor("get", 10_000)).toBe(10_000);
  expect(it.deadAfter).toBeUndefined();
});

test("a target that comes back within five seconds has not ended", async () => {
  const { health: it, probes, clock } = health((time) => time >= 1_000_000 + 600);
  await it.recordNoResponse("list", "GET /", false);
  expect(it.deadAfter).toBeUndefined();
  expect(probes).toEqual([5000, 5000, 5000, 5000]);
  expect(clock.slept).toEqual([200, 200, 200]);
});

test("one that does not has ended, after the request that did it, and gets no other", async () => {
  const { health: it, probes } = health(false);
  await it.recordNoResponse("list", "GET /first", false);
  await it.recordNoResponse("get", "GET /second", false);
  expect(it.deadAfter).toBe("GET /first");
  expect(probes.length).toBe(50);
  expect(it.timeoutFor("anything", 10_000)).toBeUndefined();
});

test("requests that fail at the same time ask together, and later ones again", async () => {
  const { health: it, probes } = health();
  await Promise.all(["a", "b", "c"].map((kind) => it.recordNoResponse(kind, kind, false)));
  expect(probes).toHaveLength(1);
  await it.recordNoResponse("a", "a", false);
  expect(probes).toHaveLength(2);
});
