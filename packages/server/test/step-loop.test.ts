import { setTimeout } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { StepLoop, type StepLoopOptions } from "../src/lib/step-loop.ts";

function startLoop(step: StepLoopOptions["step"], options: Partial<StepLoopOptions> = {}): StepLoop {
  const loop = new StepLoop({
    step,
    mayRun: () => true,
    restMs: () => 0,
    onError: (error) => expect.unreachable(String(error)),
    ...options,
  });
  onTestFinished(() => loop.stop());
  return loop;
}

test("tasks take turns until they are done, and one that fails is left out", async () => {
  const steps: string[] = [];
  const errors: unknown[] = [];
  const step = async (task: string) => {
    steps.push(task);
    if (task === "failing") throw new Error("failed");
    return task === "long" && steps.filter((other) => other === task).length < 3;
  };
  const loop = startLoop(step, { onError: (error) => errors.push(error) });
  for (const task of ["long", "failing", "short"]) loop.add(task);
  await expect.poll(() => steps).toEqual(["long", "failing", "short", "long", "long"]);
  expect(errors).toHaveLength(1);
  loop.add("failing");
  await setTimeout(20);
  expect(steps).toHaveLength(5);
});

test("a task that is added during its last step has another one", async () => {
  let steps = 0;
  const loop = startLoop(async (task) => {
    await Promise.resolve();
    steps++;
    if (steps === 1) loop.add(task);
    return false;
  });
  loop.add("task");
  await expect.poll(() => steps).toBe(2);
});

test("no step begins after a stop, nor while it may not", async () => {
  let mayRun = false;
  const steps: string[] = [];
  const loop = startLoop(async (task) => steps.push(task) > 0, { mayRun: () => mayRun });
  loop.add("a");
  await setTimeout(20);
  await loop.stop();
  mayRun = true;
  loop.add("b");
  await setTimeout(20);
  expect(steps).toEqual([]);
});
