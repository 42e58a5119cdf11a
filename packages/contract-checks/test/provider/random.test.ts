import { operations } from "@agent-webhooks/types";
import { isObject } from "@agent-webhooks/types/json-schema";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bodySchema, forAll, invalidBodies, validBodies } from "../../src/provider/data/random.ts";
import { CheckFailedError } from "../../src/provider/response.ts";
import { valueIssues } from "../../src/schemas.ts";
import { findingOf, ManualClock } from "./support.ts";

const url = "https://example.com/mark";
const create = bodySchema("createWebhook");
const sample = <Value>(values: fc.Arbitrary<Value>, numRuns = 2_000) => fc.sample(values, { seed: 1, numRuns });

type Body = Readonly<Record<string, unknown>>;
const names = Object.keys(create.properties ?? {});

test("an operation without a body has an empty schema", () => {
  expect(operations.getWebhook.requestBody).toBeNull();
  expect(bodySchema("getWebhook")).toEqual({});
});

test("valid bodies are valid, have a URL of the run, and reach the limits", () => {
  const bodies = sample(validBodies(create, url));
  expect(bodies.filter((body) => valueIssues(create, body).length > 0)).toEqual([]);
  expect(bodies.filter((body) => !String(body.url).startsWith(`${url}/`))).toEqual([]);
  const longest = (name: string) =>
    Math.max(...bodies.map((body) => (body[name] as string[] | undefined)?.length ?? 0));
  expect(longest("inbox_ids")).toBe(create.properties?.inbox_ids?.maxItems);
  expect(bodies.some((body) => body.client_id === undefined)).toBe(true);
});

test("texts keep their lengths, including the start of the URL", () => {
  const schema = {
    properties: { url: { type: "string", format: "uri", minLength: 30, maxLength: 40 } },
    required: ["url"],
  };
  const lengths = sample(validBodies(schema, url)).map((body) => [...String(body.url)].length);
  expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([30, 40]);
});

test("lists have duplicates only where they may", () => {
  const list = (uniqueItems?: boolean) => ({
    properties: {
      list: { type: "array", items: { enum: ["a", "b", "c"] }, ...(uniqueItems !== undefined && { uniqueItems }) },
    },
    required: ["list"],
  });
  const isRepeating = (body: Body) => new Set(body.list as string[]).size < (body.list as string[]).length;
  expect(sample(validBodies(list(true), url)).some(isRepeating)).toBe(false);
  expect(sample(validBodies(list(), url)).some(isRepeating)).toBe(true);
});

test("invalid bodies are invalid in many ways", () => {
  const bodies = sample(invalidBodies(create, url));
  expect(bodies.filter((body) => valueIssues(create, body).length === 0)).toEqual([]);
  const objects = bodies.filter(isObject);
  expect(objects.length).toBeLessThan(bodies.length);
  // Each field is wrong alone now and then: with a valid value in its place the body would be valid.
  const valid = sample(validBodies(create, url)).find((body) => Object.keys(body).length === names.length) ?? {};
  for (const name of names) {
    const isWrongAlone = (body: Body) => valueIssues(create, { ...body, [name]: valid[name] }).length === 0;
    expect(objects.some(isWrongAlone), name).toBe(true);
  }
  const { maxItems = 0 } = create.properties?.inbox_ids ?? {};
  const isTooLong = (list: unknown) => Array.isArray(list) && list.length > maxItems && list.length <= maxItems + 20;
  expect(objects.some(({ inbox_ids }) => isTooLong(inbox_ids))).toBe(true);
});

test("unknown fields have plausible names", () => {
  const known = new Set(names);
  const fields = sample(invalidBodies({ properties: {}, ...create }, url))
    .filter((body): body is Body => isObject(body) && "url" in body)
    .flatMap((body) => Object.keys(body).filter((name) => !known.has(name)));
  expect(fields.length).toBeGreaterThan(100);
  expect(fields.filter((name) => !/^[a-z_]{1,20}$/.test(name))).toEqual([]);
  expect(Math.max(...fields.map(({ length }) => length))).toBeGreaterThan(1);
});

const clock = new ManualClock();

async function tried(options: { seed?: number; deep?: boolean } = {}, share?: number): Promise<number[]> {
  const values: number[] = [];
  await forAll({ seed: 1, deep: false, clock, ...options }, fc.nat(), async (value) => void values.push(value), share);
  return values;
}

test("a run has eight cases, and a deep one a thousand, or a share of them", async () => {
  expect(await tried()).toHaveLength(8);
  expect(await tried({ deep: true })).toHaveLength(1000);
  expect(await tried({}, 0.5)).toHaveLength(4);
  expect(await tried({}, 0.01)).toHaveLength(1);
});

test("a seed determines the cases", async () => {
  expect(await tried({ seed: 7 })).toEqual(await tried({ seed: 7 }));
  expect(await tried({ seed: 7 })).not.toEqual(await tried({ seed: 8 }));
});

test("a failure is reported for the smallest value that fails", async () => {
  const finding = await findingOf(() =>
    forAll({ seed: 1, deep: true, clock }, fc.nat(), async (value) => {
      if (value >= 50) throw new CheckFailedError({ message: `${value} is too much`, expected: "less", got: "more" });
    }),
  );
  expect(finding).toEqual({ message: "50 is too much (random data)", expected: "less", got: "more" });
});

test("shrinking ends after twenty seconds", async () => {
  const clock = new ManualClock();
  let cases = 0;
  const lists = fc.array(fc.nat(), { minLength: 30, maxLength: 30 });
  const finding = await findingOf(() =>
    forAll({ seed: 1, deep: true, clock }, lists, async () => {
      cases++;
      await clock.sleep(1000);
      throw new CheckFailedError({ message: "wrong", expected: "right", got: "wrong" });
    }),
  );
  expect(finding.message).toBe("wrong (random data)");
  expect(cases).toBe(22);
});

test("an error of the check itself is not a finding", async () => {
  const failing = forAll({ seed: 1, deep: false, clock }, fc.nat(), () => Promise.reject(new TypeError("own")));
  await expect(failing).rejects.toThrow(TypeError);
});
