import { setImmediate as tick } from "node:timers/promises";
import { expect, test } from "vitest";
import { forEachConcurrently, repeatConcurrently } from "../../src/provider/concurrently.ts";

/** Work that counts how much of it runs at once. */
function counting(ticks: (item: number) => number = () => 1) {
  const done: number[] = [];
  let [running, most] = [0, 0];
  const work = async (item: number) => {
    most = Math.max(most, ++running);
    for (let count = 0; count < ticks(item); count++) await tick();
    running--;
    done.push(item);
    return item * 10;
  };
  return { done, work, most: () => most };
}

test("forEachConcurrently does all the work, four at a time by default", async () => {
  const { done, work, most } = counting();
  await forEachConcurrently([1, 2, 3, 4, 5, 6, 7, 8, 9], work);
  expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(most()).toBe(4);
  await forEachConcurrently([], work);
  const two = counting();
  await forEachConcurrently([1, 2, 3], two.work, 2);
  expect(two.most()).toBe(2);
});

test("forEachConcurrently rejects after all other work is done", async () => {
  const { done, work } = counting();
  const failing = forEachConcurrently([1, 2, 3, 4, 5, 6], async (item) => {
    if (item === 1) throw new Error("one");
    await work(item);
  });
  await expect(failing).rejects.toThrow("one");
  expect(done.sort()).toEqual([2, 3, 4, 5, 6]);
});

test("repeatConcurrently returns the results in the order of the calls, eight at a time by default", async () => {
  const { work, most } = counting((index) => 12 - index);
  expect(await repeatConcurrently(12, work)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110]);
  expect(most()).toBe(8);
  expect(await repeatConcurrently(0, work)).toEqual([]);
});
