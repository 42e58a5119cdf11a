/** Work for many items, a few at the same time. */
import { setImmediate as tick } from "node:timers/promises";
import { expect, test } from "vitest";
import { forEachConcurrently, repeatConcurrently } from "../../src/provider/concurrently.ts";

function counting() {
  const done: number[] = [];
  let [running, most] = [0, 0];
  const work = async (item: number) => {
    most = Math.max(most, ++running);
    await tick();
    running--;
    done.push(item);
  };
  return { done, work, most: () => most };
}

test("every item has its turn, four at a time", async () => {
  const { done, work, most } = counting();
  await forEachConcurrently([1, 2, 3, 4, 5, 6, 7, 8, 9], work);
  expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(most()).toBe(4);
  await forEachConcurrently([], work);
});

test("or as many as are asked for", async () => {
  const { work, most } = counting();
  await forEachConcurrently([1, 2, 3], work, 2);
  expect(most()).toBe(2);
});

test("what fails is told when all others have ended", async () => {
  const done: number[] = [];
  const failing = forEachConcurrently([1, 2, 3, 4, 5, 6], async (item) => {
    await tick();
    if (item === 1) throw new Error("one");
    done.push(item);
  });
  await expect(failing).rejects.toThrow("one");
  expect(done.sort()).toEqual([2, 3, 4, 5, 6]);
});

test("what is made so many times comes in the order in which it was asked for, eight at a time", async () => {
  let [running, most] = [0, 0];
  const made = await repeatConcurrently(12, async (index) => {
    most = Math.max(most, ++running);
    for (let turn = index; turn < 12; turn++) await tick();
    running--;
    return index * 10;
  });
  expect(made).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110]);
  expect(most).toBe(8);
  expect(await repeatConcurrently(0, async () => 1)).toEqual([]);
});
