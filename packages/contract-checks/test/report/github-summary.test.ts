import { expect, test } from "vitest";
import { toGitHubSummary } from "../../src/report/github-summary.ts";
import type { Report } from "../../src/run/check.ts";

test("a summary has the counts, a row for each cause, and what did not run", () => {
  const finding = { check: "update", operation: "updateWebhook", message: "wrong", expected: "a", got: "b" };
  const report: Report = {
    target: "provider http://127.0.0.1:1",
    seed: 7,
    ms: 1500,
    results: [
      { check: "echo", holds: "echoes", status: "passed", ms: 1, findings: [] },
      { check: "update", holds: "updates work", status: "failed", ms: 1, findings: [finding, finding] },
      { check: "tenancy", holds: "tenants", status: "not_run", reason: "no --other-token was given" },
    ],
  };
  const summary = toGitHubSummary(report);
  expect(summary).toMatch(/^### ❌ `webhooks-contract`: provider /);
  expect(summary).toContain("1 passed, 1 failed, 1 not run (1.5 s, seed 7)");
  expect(summary).toMatch(/\| ❌ \[update\]\(https:\S+CHECKS\.md#update\)<br>updateWebhook \| updates work/);
  expect(summary).toContain("(2 times)".replace(/[()]/g, (character) => `&#${character.codePointAt(0)};`));
  expect(summary).toMatch(/- `tenancy`: no /);
});

test("texts of the target cannot become markup, rows or mentions", () => {
  const got = "a | b\n| c | <img src=x> [x](javascript:1) @all `code` \u001b[31m";
  const finding = { check: "echo", message: "m", expected: "e", got };
  const report: Report = {
    target: "x",
    ms: 1,
    results: [{ check: "echo", holds: "h", status: "failed", ms: 1, findings: [finding] }],
  };
  const [row = ""] = toGitHubSummary(report)
    .split("\n")
    .filter((line) => line.includes("img"));
  expect(row.split(" | ")).toHaveLength(5);
  expect(row).not.toMatch(/<img|\]\(java|@all|`code`/);
  expect(row).not.toContain("\u001b");
});

test("a summary of a run that passed has no table, and one of a failed run is complete", () => {
  const passed: Report = {
    target: "a",
    ms: 90,
    results: [{ check: "echo", holds: "h", status: "passed", ms: 1, findings: [] }],
  };
  expect(toGitHubSummary(passed)).toBe("### ✅ `webhooks-contract`: a\n\n1 passed, 0 failed, 0 not run (0.1 s)\n\n");
  const pointer = "info/description";
  const failed: Report = {
    target: "a",
    ms: 90,
    results: [
      {
        check: "echo",
        holds: "echoes",
        status: "failed",
        ms: 1,
        findings: [
          { check: "echo", level: "warning", message: "odd", expected: "one  a", got: "b" },
          { check: "echo", operation: "getWebhook", message: "wrong", expected: "c", got: "d", pointer },
        ],
      },
    ],
  };
  const link = "https://github.com/agent-webhooks/agent-webhooks/tree/main/packages/contract-checks/CHECKS.md#echo";
  expect(toGitHubSummary(failed)).toBe(`### ❌ \`webhooks-contract\`: a

0 passed, 1 failed, 0 not run (0.1 s)

| check | finding | expected | got | spec |
| --- | --- | --- | --- | --- |
| ⚠️ [echo](${link}) | echoes&#58; odd | one a | b |  |
| ❌ [echo](${link})<br>getWebhook | echoes&#58; wrong | c | d | info/description |

`);
});

test("a summary has at most 100 rows, and says how many more there are", () => {
  const rowsOf = (count: number) => {
    const findings = Array.from({ length: count }, (_, index) => {
      return { check: "echo", message: `m${index}`, expected: "e", got: "g" };
    });
    const results = [{ check: "echo", holds: "h", status: "failed", ms: 1, findings } as const];
    return toGitHubSummary({ target: "a", ms: 1, results }).split("\n").slice(6);
  };
  expect(rowsOf(100)).toHaveLength(102);
  expect(rowsOf(103).slice(100)).toEqual(["", "… and 3 more", "", ""]);
});
