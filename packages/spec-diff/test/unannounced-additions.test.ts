import { describe, expect, test } from "vitest";
import { equivalentSpecs } from "../mutants/equivalent-specs.ts";
import { editSpec, type SafeChange } from "../mutants/mutant.ts";
import { safeAdditions } from "../mutants/safe-additions.ts";
import { diffDocuments } from "../src/diff-specs.ts";
import { findUnannouncedAdditions } from "../src/unannounced-additions.ts";
import { versionsOf } from "../src/version.ts";
import { toDocument, withSchema } from "./support.ts";

async function findIn(change: SafeChange) {
  const { base, head } = await editSpec(change);
  return findUnannouncedAdditions({ base, head }, diffDocuments(head, base), versionsOf(base, head));
}

/** Nothing that a user could call, send or read is new. */
const noAdditions = new Set([
  "an additional error status",
  "an additional server",
  "an additional status of receivers is documented",
  "a status of recoveries is no longer returned",
  "a range of errors and the default are documented",
  "a discriminator is added",
]);
/** Equivalent in one direction only, for the comparison of schemas. */
const notRecognized = new Set(["a type list becomes `anyOf`"]);

describe("an addition with the same `info.version` is reported", () => {
  test.each(safeAdditions.filter(({ what }) => !noAdditions.has(what)))("$spec: $what", async (change) => {
    expect(await findIn(change)).toMatchObject([{ id: "info-version-not-increased", level: "warning" }]);
  });
});

describe("what adds nothing for users needs no other version", () => {
  const changes = [...safeAdditions.filter(({ what }) => noAdditions.has(what)), ...equivalentSpecs];
  test.each(changes.filter(({ what }) => !notRecognized.has(what)))("$spec: $what", async (change) => {
    expect(await findIn(change)).toEqual([]);
  });
});

test("the finding says where the additions are, and the version to set", async () => {
  const [change] = safeAdditions;
  if (change === undefined) throw new Error("there are no safe additions");
  expect(await findIn(change)).toEqual([
    {
      id: "info-version-not-increased",
      level: "warning",
      side: "document",
      message: expect.stringMatching(/^`info\.version` does not announce an addition: (\S+) → \1$/),
      locations: [{ operation: "createWebhook", part: "request body", field: "name" }],
      base: "webhooks.yaml#/info/version",
      head: "webhooks.yaml#/info/version",
      advice: expect.stringMatching(/^Set it to \d+\.\d+\.0\.$/),
    },
  ]);
});

test("a location with several additions is named once", () => {
  const ofLength = (minLength: number, maxLength: number) =>
    toDocument(withSchema("request", { type: "string", minLength, maxLength }));
  const [base, head] = [ofLength(2, 5), ofLength(1, 6)];
  const [change] = findUnannouncedAdditions({ base, head }, diffDocuments(head, base), versionsOf(base, head));
  expect(change?.locations).toEqual([{ operation: "a", part: "request body" }]);
});
