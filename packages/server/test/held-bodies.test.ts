/** Large bodies that deliveries hold: claims load no more of them than a process may keep in memory. */
import { beforeEach, expect, test, vi } from "vitest";
import { SharedBody } from "../src/publish/event-body.ts";
import { maxClaimedBytes, maxSmallBytes } from "../src/worker/claimed-events.ts";
import { HeldBodies } from "../src/worker/held-bodies.ts";

const largeSize = maxSmallBytes + 2;
/** A body of two bytes for each character. */
const newLarge = () => new SharedBody("é".repeat(largeSize / 2));

const onFree = vi.fn();
let bodies: HeldBodies;
beforeEach(() => {
  onFree.mockClear();
  // One large body leaves as much as a claim may load, two do not.
  bodies = new HeldBodies({ maxBytes: maxClaimedBytes + largeSize, onFree });
});

test("a body counts once, until no delivery that shares it is held", () => {
  const shared = newLarge();
  for (let deliveries = 0; deliveries < 3; deliveries++) bodies.add(shared);
  expect(bodies.isFull).toBe(false);
  bodies.add(newLarge());
  expect(bodies.isFull).toBe(true);
  for (let deliveries = 0; deliveries < 2; deliveries++) bodies.remove(shared);
  expect(bodies.isFull).toBe(true);
  bodies.remove(shared);
  expect(bodies.isFull).toBe(false);
});

test("small bodies do not count, however many there are", () => {
  for (let count = 0; count < 10; count++) bodies.add(new SharedBody("x".repeat(maxSmallBytes)));
  bodies.add(null);
  expect(bodies.isFull).toBe(false);
});

test("webhooks are left out while large bodies may not be loaded", () => {
  const [first, second] = [newLarge(), newLarge()];
  bodies.add(first);
  bodies.leaveOut(["wh_1"]);
  expect(bodies.isLeftOut("wh_1")).toBe(false);
  bodies.add(second);
  bodies.leaveOut(["wh_1"]);
  expect([bodies.isLeftOut("wh_1"), bodies.isLeftOut("wh_2")]).toEqual([true, false]);
  expect(onFree).not.toHaveBeenCalled();
  bodies.remove(first);
  expect(bodies.isLeftOut("wh_1")).toBe(false);
  expect(onFree).toHaveBeenCalledOnce();
  bodies.remove(second);
  expect(onFree).toHaveBeenCalledOnce();
});
