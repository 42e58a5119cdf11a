import { expect, onTestFinished, test, vi } from "vitest";
import { StepSize } from "../src/lib/step-size.ts";

const options = { first: 100, least: 10, most: 1_000, targetMs: 5 };

/** The numbers of rows of steps, each of which takes `msPerRow`. */
async function sizesOf(size: StepSize, msPerRow: number, steps = 20): Promise<number[]> {
  let now = 0;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => now);
  onTestFinished(() => clock.mockRestore());
  const sizes: number[] = [];
  for (let step = 0; step < steps; step++) {
    await size.run(async (rows) => {
      sizes.push(rows);
      now += rows * msPerRow;
      return { isFull: true };
    });
  }
  return sizes;
}

test("the steps of slow rows are small, but not too small", async () => {
  expect((await sizesOf(new StepSize(options), 0.5)).at(-1)).toBe(10);
});

test("the steps of fast rows grow twofold, up to a limit", async () => {
  expect((await sizesOf(new StepSize(options), 0)).slice(0, 6)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
});

test("a step that fails halves the next one, and one that was not full says nothing", async () => {
  const size = new StepSize(options);
  await expect(size.run(() => Promise.reject(new Error("too large")))).rejects.toThrow("too large");
  const sizes: number[] = [];
  for (const _ of [1, 2]) {
    await size.run(async (rows) => {
      sizes.push(rows);
      return { isFull: false };
    });
  }
  expect(sizes).toEqual([50, 50]);
});
