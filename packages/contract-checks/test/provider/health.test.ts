import { expect, test } from "vitest";
import { TargetHealth } from "../../src/provider/health.ts";
import { ManualClock } from "./support.ts";

function create(responds: (time: number) => boolean = () => true) {
  const clock = new ManualClock();
  const probes: number[] = [];
  const probe = async (timeoutMs: number) => {
    probes.push(timeoutMs);
    return responds(clock.now());
  };
  const health = new TargetHealth(probe, clock);
  const hang = async (times: number) => {
    for (let time = 0; time < times; time++) await health.recordNoResponse("list", "GET /", true);
  };
  return { health, hang, probes, clock };
}

test("a kind of request that hung gets two seconds at most, until one gets a response", async () => {
  const { health, hang } = create();
  expect(health.timeoutFor("list", 10_000)).toBe(10_000);
  await hang(1);
  expect(health.timeoutFor("list", 10_000)).toBe(2000);
  expect(health.timeoutFor("list", 500)).toBe(500);
  expect(health.timeoutFor("get", 10_000)).toBe(10_000);
  health.recordResponse("list");
  expect(health.timeoutFor("list", 10_000)).toBe(10_000);
});

test("a kind of request that broke keeps its timeout", async () => {
  const { health } = create();
  for (let time = 0; time < 9; time++) await health.recordNoResponse("list", "GET /", false);
  expect(health.timeoutFor("list", 10_000)).toBe(10_000);
});

test("a kind of request that hung five times in a row is not sent again", async () => {
  const { health, hang } = create();
  await hang(4);
  health.recordResponse("list");
  await hang(4);
  expect(health.timeoutFor("list", 10_000)).toBe(2000);
  await hang(1);
  expect(health.timeoutFor("list", 10_000)).toBeUndefined();
  expect(health.timeoutFor("get", 10_000)).toBe(10_000);
  expect(health.deadAfter).toBeUndefined();
});

test("a target that recovers within five seconds is not dead", async () => {
  const { health, probes, clock } = create((time) => time >= 1_000_000 + 600);
  await health.recordNoResponse("list", "GET /", false);
  expect(health.deadAfter).toBeUndefined();
  expect(probes).toEqual([5000, 5000, 5000, 5000]);
  expect(clock.slept).toEqual([200, 200, 200]);
});

test("a target that does not recover is dead after the first request without a response", async () => {
  const { health, probes } = create(() => false);
  await health.recordNoResponse("list", "GET /first", false);
  await health.recordNoResponse("get", "GET /second", false);
  expect(health.deadAfter).toBe("GET /first");
  expect(probes.length).toBe(50);
  expect(health.timeoutFor("anything", 10_000)).toBeUndefined();
});

test("concurrent failures share one probe", async () => {
  const { health, probes } = create();
  await Promise.all(["a", "b", "c"].map((kind) => health.recordNoResponse(kind, kind, false)));
  expect(probes).toHaveLength(1);
  await health.recordNoResponse("a", "a", false);
  expect(probes).toHaveLength(2);
});

test("retry sends requests again if the target has recovered", async () => {
  let responds = false;
  const { health, hang, probes } = create(() => responds);
  await hang(5);
  const before = probes.length;
  await health.retry();
  expect(probes.length).toBeGreaterThan(before);
  expect(health.deadAfter).toBe("GET /");
  expect(health.timeoutFor("list", 10_000)).toBeUndefined();
  responds = true;
  await health.retry();
  expect(health.deadAfter).toBeUndefined();
  expect(health.timeoutFor("list", 10_000)).toBe(10_000);
});
