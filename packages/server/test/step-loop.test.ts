import { expect, onTestFinished, test } from "vitest";
import { StepLoop, type StepLoopOptions } from "../src/lib/step-loop.ts";

function startLoop(step: StepLoopOptions["step"]): StepLoop {
  const loop = new StepLoop({
    step,
    mayRun: () => true,
    restMs: () => 0,
    onError: (error) => expect.unreachable(String(error)),
  });
  onTestFinished(() => loop.stop());
  return loop;
}

test("tasks take turns until they are done", async () => {
  const left = new Map([
    ["long", 3],
    ["short", 1],
  ]);
  const steps: string[] = [];
  const loop = startLoop(async (task) => {
    steps.push(task);
    left.set(task, (left.get(task) ?? 0) - 1);
    return left.get(task) !== 0;
  });
  loop.add("long");
  loop.add("short");
  await expect.poll(() => steps).toEqual(["long", "short", "long", "long"]);
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
  await expect.poll(() => steps, { timeout: 2_000 }).toBe(2);
});
