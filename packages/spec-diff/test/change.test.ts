import { describe, expect, test } from "vitest";
import { type Finding, mergeFindings } from "../src/change.ts";

const finding = (more: Partial<Finding> = {}): Finding => ({
  id: "a-rule",
  level: "breaking",
  side: "request",
  message: "`size` changed",
  location: { operation: "a", part: "request body", field: "size" },
  base: "a.yaml#/size",
  head: "b.yaml#/size",
  ...more,
});

describe("mergeFindings", () => {
  test("merges the locations of one change, with the message of the shortest field name", () => {
    const inner = finding({ message: "`list[].size` changed", location: { operation: "b", field: "list[].size" } });
    const merged = mergeFindings([inner, finding(), finding()]);
    expect(merged).toMatchObject([
      { message: "`size` changed", locations: [inner.location, finding().location], base: "a.yaml#/size" },
    ]);
  });

  test.each<Partial<Finding>>([
    { level: "warning" },
    { side: "response" },
    { message: "`size` is gone" },
    { base: "a.yaml#/other" },
    { head: "b.yaml#/other" },
  ])("keeps findings apart that differ in %j", (other) => {
    expect(mergeFindings([finding(), finding(other)])).toHaveLength(2);
  });

  test("puts breaking changes first", () => {
    const levels = mergeFindings([finding({ level: "warning" }), finding()]).map(({ level }) => level);
    expect(levels).toEqual(["breaking", "warning"]);
  });

  test.each<[Finding["side"], RegExp]>([
    ["request", /^Update callers to send what the new spec accepts .*, or keep accepting the old requests\.$/],
    ["response", /^Update callers to handle the new responses .*, or keep the old responses\.$/],
    ["event", /^Update receivers to handle the new events .*, or keep sending the old events\.$/],
    ["receiver-response", /^Update receivers to respond as .*, or keep accepting the old responses\.$/],
    ["document", /^Announce the change to everyone who uses the spec, or revert it\.$/],
  ])("advises on a breaking change of a %s", (side, advice) => {
    expect(mergeFindings([finding({ side })])[0]?.advice).toMatch(advice);
  });

  test("advises on warnings, and keeps the advice of a rule", () => {
    const warning = finding({ level: "warning" });
    expect(mergeFindings([warning])[0]?.advice).toMatch(/^No update is required; /);
    expect(mergeFindings([{ ...warning, advice: "Wait." }])[0]?.advice).toBe("Wait.");
  });
});
