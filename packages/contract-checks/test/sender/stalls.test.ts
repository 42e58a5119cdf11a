import { expect, onTestFinished, test, vi } from "vitest";
import { StallMonitor } from "../../src/sender/stalls.ts";

/** A monitor of an event loop that runs at the given times only. */
function monitorOf(...ticks: readonly number[]): { readonly stalls: StallMonitor; at(time: number): StallMonitor } {
  let time = 0;
  const stalls = new StallMonitor(() => time);
  const at = (next: number) => {
    time = next;
    return stalls;
  };
  for (const tick of ticks) at(tick).tick();
  return { stalls, at };
}

test("a timer that is a little late is no stall", () => {
  expect(monitorOf(20, 40, 110).stalls.longestSince(0)).toBe(0);
});

test("the longest stall counts", () => {
  expect(monitorOf(20, 320, 340, 840, 860).stalls.longestSince(0)).toBe(500);
});

test("stalls in a row are one, because a request needs several turns of the event loop", () => {
  expect(monitorOf(20, 120, 220, 320, 340).stalls.longestSince(0)).toBe(300);
});

test("only the part of a stall after the time counts", () => {
  const { stalls } = monitorOf(20, 520, 540);
  expect(stalls.longestSince(400)).toBe(120);
  expect(stalls.longestSince(520)).toBe(0);
});

test("a stall counts before the timer that is late has run", () => {
  expect(monitorOf(20).at(620).longestSince(0)).toBe(600);
});

test("one turn begins each time the event loop is on time", async () => {
  const { stalls, at } = monitorOf(20);
  const begun: string[] = [];
  for (const name of ["first", "second", "third"]) void stalls.turn().then(() => begun.push(name));
  const afterTick = async (time: number) => {
    at(time).tick();
    await Promise.resolve();
    return begun.length;
  };
  expect(await afterTick(40)).toBe(1);
  expect(await afterTick(240)).toBe(1);
  expect(await afterTick(260)).toBe(2);
  // Always late: a turn begins nevertheless, at times.
  expect(await afterTick(760)).toBe(2);
  expect(await afterTick(1060)).toBe(3);
  expect(begun).toEqual(["first", "second", "third"]);
});

test("every turn begins when the monitor stops", async () => {
  const { stalls } = monitorOf(20);
  const turns = Promise.all([stalls.turn(), stalls.turn()]);
  stalls.stop();
  await turns;
  await stalls.turn();
});

test("a timer of 20 ms records the stalls of this process until it is stopped", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let time = 0;
  const stalls = new StallMonitor(() => time);
  time = 1_000;
  stalls.start();
  stalls.start();
  expect(vi.getTimerCount()).toBe(1);
  // What was before the start is no stall.
  expect(stalls.longestSince(0)).toBe(0);
  const turn = stalls.turn();
  time += 20;
  vi.advanceTimersByTime(20);
  await turn;
  stalls.stop();
  expect(vi.getTimerCount()).toBe(0);
});
