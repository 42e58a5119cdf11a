/** Random data: the same for the same seed, as small as can be when it breaks something. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { forAll } from "../../src/provider/for-all.ts";
import { Broken } from "../../src/provider/response.ts";
import { faultOf, scripted } from "./support.ts";

async function tried(options: { seed?: number; deep?: boolean } = {}, share?: number): Promise<number[]> {
  const values: number[] = [];
  await forAll(scripted(() => ({}), options).target, fc.nat(), async (value) => void values.push(value), share);
  return values;
}

test("a run has eight cases, a deep one a thousand, or a share of them", async () => {
  expect(await tried()).toHaveLength(8);
  expect(await tried({ deep: true })).toHaveLength(1000);
  expect(await tried({}, 0.5)).toHaveLength(4);
  expect(await tried({}, 0.01)).toHaveLength(1);
});

test("the same seed has the same, another one others", async () => {
  expect(await tried({ seed: 7 })).toEqual(await tried({ seed: 7 }));
  expect(await tried({ seed: 7 })).not.toEqual(await tried({ seed: 8 }));
});

test("what breaks is told with the smallest value that breaks it", async () => {
  const { target } = scripted(() => ({}), { deep: true });
  const fault = await faultOf(() =>
    forAll(target, fc.nat(), async (value) => {
      if (value >= 50) throw new Broken({ message: `${value} is too much`, expected: "less", got: "more" });
    }),
  );
  expect(fault).toEqual({ message: "50 is too much (random data)", expected: "less", got: "more" });
});

test("an error of the check itself stays what it is", async () => {
  const failing = forAll(scripted(() => ({})).target, fc.nat(), () => Promise.reject(new TypeError("mine")));
  await expect(failing).rejects.toThrow(TypeError);
});
