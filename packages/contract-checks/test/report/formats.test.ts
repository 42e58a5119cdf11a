import { stripVTControlCharacters } from "node:util";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { afterEach, describe, expect, test, vi } from "vitest";
import { toGitHubAnnotations } from "../../src/report/github.ts";
import { toJUnit } from "../../src/report/junit.ts";
import { toPrintable } from "../../src/report/printable.ts";
import { formatProgress, formatReport } from "../../src/report/terminal.ts";
import type { Finding, Report } from "../../src/run/check.ts";

const error: Finding = {
  check: "page_size",
  operation: "listWebhooks",
  message: 'a page of 2 & "more"',
  expected: "at most 1",
  pointer: "specs/webhooks.yaml#/info/a,b",
  got: "2\nitems: 100%\r\t\u0001",
  seed: 7,
  curl: "curl http://127.0.0.1:1/",
};
const bare: Finding = { check: "page_size", message: "no page", expected: "a page", got: "nothing" };
const warning: Finding = { check: "enum_grew", level: "warning", message: "<b> is new", expected: "a", got: "b" };

const report: Report = {
  target: 'provider "t"',
  seed: 7,
  ms: 1234,
  results: [
    { check: "good", holds: "it is good", status: "passed", ms: 5, findings: [] },
    { check: "page_size", holds: "a page is a page", status: "failed", ms: 1500, findings: [error, bare] },
    { check: "enum_grew", holds: "nothing is unusual", status: "passed", ms: 0, findings: [warning] },
    { check: "tenancy", holds: "it is isolated", status: "not_run", reason: "no --other-token" },
    { check: "scopes", holds: "it is forbidden", status: "not_run", reason: "no --read-token" },
    { check: "other", holds: "it is isolated", status: "not_run", reason: "no --other-token" },
  ],
};
const clean: Report = { target: "t", ms: 40, results: report.results.slice(0, 1) };

/** A report of one check with these findings. */
const reportOf = (...findings: Finding[]): Report => ({
  ...report,
  results: [{ check: "page_size", holds: "a page is a page", status: "failed", ms: 1500, findings }],
});

const printed = (report: Report): string => stripVTControlCharacters(formatReport(report));

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("formatReport", () => {
  test("prints findings, checks that did not run, and counts", () => {
    expect(printed(report)).toBe(`✗ page_size · listWebhooks
    a page of 2 & "more"
    rule      a page is a page
    expected  at most 1
    got       2
              items: 100%\\u000d\t\\u0001
    spec      specs/webhooks.yaml: info.a,b
    reproduce curl http://127.0.0.1:1/

✗ page_size
    no page
    rule      a page is a page
    expected  a page
    got       nothing

! enum_grew
    <b> is new
    rule      nothing is unusual
    expected  a
    got       b

why, and how to fix it: webhooks-contract explain page_size

not run: tenancy, other (no --other-token)

not run: scopes (no --read-token)

2 passed, 1 failed, 3 not run, 1 warning provider "t" (1.2 s, seed 7)
`);
  });

  test("prints only counts that are not zero", () => {
    expect(printed(clean)).toBe("1 passed, 0 failed t (0.0 s)\n");
    const twice = { ...report, results: [{ ...report.results[2], findings: [warning, warning] }] } as Report;
    expect(printed(twice)).toContain("1 passed, 0 failed, 2 warnings provider");
  });

  test("prints one finding for each cause, with a count, whichever checks found it", () => {
    const { results } = reportOf(bare, bare, { ...bare, operation: "getWebhook" });
    const findings = [{ ...bare, check: "other" }];
    const other = { check: "other", holds: "h", status: "failed", ms: 1, findings } as const;
    const text = printed({ ...report, results: [...results, other] });
    expect(text).toMatch(/^✗ page_size · 3 times\n {4}no page\n[^✗]* {4}found by {2}page_size, other\n/);
    expect(text.match(/✗/g)).toHaveLength(2);
    expect(text).toContain("✗ page_size · getWebhook\n");
  });

  test("prints what a check calls one cause as one finding, with the other messages", () => {
    const findings = ["a", "b", "c", "d", "e"].map((message) => ({ ...bare, message, cause: "one" }));
    const text = printed(reportOf(...findings));
    expect(text).toContain("✗ page_size · 5 times\n    a\n");
    expect(text).toMatch(/\n {4}also {6}b\n {14}c\n {14}d\n {14}… and 1 more\n/);
  });

  test("cuts a long command line, unless there is no other place for it", () => {
    const curl = `curl ${"x".repeat(300)}`;
    const long = reportOf({ ...bare, curl });
    expect(formatReport(long)).toContain(`${"x".repeat(235)}…\n`);
    expect(formatReport(long)).toContain("(305 characters; the reports of --json and --junit have all)\n");
    expect(formatReport(long, { hasFullCommands: true })).toContain(`${curl}\n`);
    expect(toJUnit(long)).toContain(curl);
  });

  test("prints three findings of a check, and counts the others", () => {
    const many = (count: number): string => {
      const findings = Array.from({ length: count }, (_, index) => ({ ...bare, message: `no page ${index}` }));
      return printed(reportOf(...findings));
    };
    expect(many(3).match(/✗/g)).toHaveLength(3);
    expect(many(3)).not.toContain("more");
    expect(many(4).match(/✗/g)).toHaveLength(3);
    expect(many(4)).toContain("\n… and 1 more of page_size\n");
  });

  test("has colors: red for failures, yellow for warnings, green when all passed", () => {
    vi.stubEnv("NO_COLOR", undefined);
    vi.stubEnv("FORCE_COLOR", "1");
    const text = formatReport(report);
    const red = "\u001b[1m\u001b[31m";
    expect(text).toContain(`${red}✗`);
    expect(text).toContain("\u001b[1m\u001b[33m!");
    expect(text).toContain("\u001b[1mpage_size\u001b[22m");
    expect(text).toContain("\u001b[2mexpected \u001b[22m at most 1");
    expect(text).toContain("\u001b[2mnot run:\u001b[22m tenancy");
    expect(text).toContain(`${red}2 passed, 1 failed`);
    expect(formatReport(clean)).toContain("\u001b[1m\u001b[32m1 passed, 0 failed");
    expect(formatProgress(2, 5, "other")).toBe("\u001b[2m2/5 other\u001b[22m");
  });
});

test("toJUnit returns this XML", () => {
  const finding = (value: Finding): string =>
    JSON.stringify(value, null, 2)
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("\n", "&#10;");
  const target = "provider &quot;t&quot;";
  const counts = 'tests="6" failures="1" skipped="3" time="1.234"';
  const skipped = (check: string, reason: string): string[] => [
    `    <testcase classname="${target}" name="${check}" time="0">`,
    `      <skipped message="${reason}"/>`,
    "    </testcase>",
  ];
  expect(toJUnit(report).split("\n")).toEqual([
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="webhooks-contract" ${counts}>`,
    `  <testsuite name="${target}" ${counts}>`,
    `    <testcase classname="${target}" name="good" time="0.005"/>`,
    `    <testcase classname="${target}" name="page_size" time="1.5">`,
    `      <failure message="listWebhooks: a page of 2 &amp; &quot;more&quot;">${finding(error)}</failure>`,
    `      <failure message="no page">${finding(bare)}</failure>`,
    "    </testcase>",
    `    <testcase classname="${target}" name="enum_grew" time="0">`,
    `      <system-out>${finding(warning)}</system-out>`,
    "    </testcase>",
    ...skipped("tenancy", "no --other-token"),
    ...skipped("scopes", "no --read-token"),
    ...skipped("other", "no --other-token"),
    "  </testsuite>",
    "</testsuites>",
    "",
  ]);
});

test("toJUnit returns XML that a parser reads back", () => {
  const xml = toJUnit(report);
  expect(XMLValidator.validate(xml)).toBe(true);
  const { testsuites } = new XMLParser({ ignoreAttributes: false }).parse(xml);
  expect(testsuites.testsuite).toMatchObject({ "@_tests": "6", "@_failures": "1", "@_skipped": "3" });
});

test("toJUnit escapes text that XML does not allow", () => {
  const xml = toJUnit(reportOf({ ...bare, message: "\r\t\n\u0001\ud800\uffff" }));
  expect(xml).toContain('<failure message="\\u000d&#9;&#10;\\u0001\\ud800\ufffd">');
});

test("toGitHubAnnotations returns workflow commands", () => {
  expect(toGitHubAnnotations(report)).toBe(
    [
      "::error title=page_size%3A listWebhooks::" +
        'a page of 2 & "more"%0Arule: a page is a page%0Aexpected: at most 1%0Agot: 2%0Aitems: 100%25\\u000d\t\\u0001%0A' +
        "specs/webhooks.yaml: info.a,b\n",
      "::error title=page_size::no page%0Arule: a page is a page%0Aexpected: a page%0Agot: nothing\n",
      "::warning title=enum_grew::<b> is new%0Arule: nothing is unusual%0Aexpected: a%0Agot: b\n",
    ].join(""),
  );
  expect(toGitHubAnnotations(reportOf({ ...bare, check: "a:b,c%d\ne" }))).toMatch(/^::error title=a%3Ab%2Cc%25d%0Ae::/);
  expect(toGitHubAnnotations(clean)).toBe("");
});

test("an annotation stands at the file of the spec where there is one, and one is enough for a cause", () => {
  const found = { ...bare, pointer: "test/command.ts#/info" };
  expect(toGitHubAnnotations(reportOf(found, found))).toBe(
    "::error file=test/command.ts,title=page_size::no page%0Arule: a page is a page%0Aexpected: a page%0Agot: nothing" +
      "%0Afound 2 times, by page_size%0Atest/command.ts: info\n",
  );
});

test("no format has a character of a target that a terminal or a CI log interprets", () => {
  const hostile =
    "\u001b]0;x\u0007\u001b[2J\0\u009b\u202e\u2066\r\u2028\ud800 ##[stop-commands] ##vso[x]y\n  ::error::z";
  const finding: Finding = {
    check: "c",
    message: hostile,
    expected: hostile,
    got: hostile,
    curl: "curl",
    operation: hostile,
  };
  const all: Report = {
    target: hostile,
    ms: 1,
    results: [
      { check: "c", holds: "h", status: "failed", ms: 1, findings: [finding] },
      { check: "d", holds: "h", status: "not_run", reason: hostile },
    ],
  };
  const json = toPrintable(JSON.stringify(all));
  expect(JSON.parse(json)).toEqual(all);
  for (const text of [printed(all), toGitHubAnnotations(all), toJUnit(all), json]) {
    expect(text).toContain("\\u001b]0;x\\u0007");
    expect(text).not.toMatch(/[^\P{Cc}\n\t]|[\p{Cs}\u202e\u2066\u2028]|##\[|##vso/u);
    // GitHub reads a command at the start of a line, after spaces.
    if (text !== toGitHubAnnotations(all)) expect(text).not.toMatch(/^\s*::/m);
  }
  expect(toGitHubAnnotations(all).match(/^/gm)).toHaveLength(2);
});
