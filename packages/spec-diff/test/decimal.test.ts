import { describe, expect, test } from "vitest";
import { isMultipleOf } from "../src/schema/decimal.ts";

describe("a multiple", () => {
  test.each([
    [6, 3],
    [-6, 3],
    [6, -3],
    [0, 3],
    [0.15, 0.05],
    [1, 0.1],
    [1.1, 0.1],
    [4.35, 0.01],
    [3e-7, 1e-7],
    [1.5e-7, 5e-8],
    [1, 1e-7],
    [1e21, 1e3],
    [1e22, 4e21 / 4],
    [1e300, 1],
    [123_456, 0.000_001],
  ])("%d of %d", (value, factor) => {
    expect(isMultipleOf(value, factor)).toBe(true);
  });
});

describe("no multiple", () => {
  test.each([
    [7, 3],
    [0.15, 0.1],
    [0.05, 0.15],
    [1e-7, 3e-7],
    [1.5e-7, 1e-7],
    [1e21, 3e20],
    [1e21, 3],
    [0.1, 1],
    [3, 0],
    [0, 0],
  ])("%d of %d", (value, factor) => {
    expect(isMultipleOf(value, factor)).toBe(false);
  });
});
