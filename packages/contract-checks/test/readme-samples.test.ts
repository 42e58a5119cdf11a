/** The sample outputs of the README, as far as they follow from the checks and from how reports are printed. */
import { readFile } from "node:fs/promises";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { type ProviderTarget, providerChecks } from "../src/provider/index.ts";
import { receiverChecks } from "../src/receiver/checks/index.ts";
import { formatReport } from "../src/report/terminal.ts";
import type { Check, CheckResult } from "../src/run/check.ts";
import { senderChecks } from "../src/sender/checks/index.ts";

const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
/** Each as its paragraphs. */
const [ofProvider = [], ofReceiver = [], ofSender = []] = [...readme.matchAll(/^```\n(✗[\s\S]*?)\n```$/gm)].map(
  ([, text = ""]) => text.split("\n\n"),
);

interface Sample {
  readonly command: string;
  readonly checks: readonly Omit<Check<never>, "run" | "skipReason">[];
  readonly paragraphs: readonly string[];
}

const samples: readonly Sample[] = [
  { command: "provider", checks: providerChecks, paragraphs: ofProvider },
  { command: "receiver", checks: receiverChecks, paragraphs: ofReceiver },
  { command: "sender", checks: senderChecks, paragraphs: ofSender },
];

/** In the order in which they are printed. */
const labels = ["rule", "expected", "got", "also", "found by", "spec", "reproduce"];

describe.each(samples)("the sample of $command", ({ checks, paragraphs }) => {
  const findings = paragraphs.filter((text) => text.startsWith("✗ "));
  const ids = findings.map((text) => /^✗ (\w+)/.exec(text)?.[1] ?? "");

  test("has findings of its checks, in their order", () => {
    expect(ids.length).toBeGreaterThan(1);
    expect(checks.map(({ id }) => id).filter((id) => ids.includes(id))).toEqual(ids);
  });

  test.each(ids)("shows %s as it is printed", (id) => {
    const text = findings[ids.indexOf(id)] ?? "";
    const [, message, ...lines] = text.split("\n");
    expect(message).toMatch(/^ {4}\S/);
    const labelled = lines.filter((line) => /^ {4}\w/.test(line));
    const found = labelled.map((line) => line.slice(4, 13).trim());
    expect(found).toEqual(labels.filter((label) => found.includes(label)));
    for (const line of labelled) expect(line).toMatch(/^ {4}.{9} \S/);
    expect(labelled).toContain(`    rule      ${checks.find((check) => check.id === id)?.holds}`);
    const others = /^ {4}found by +(.*)$/m.exec(text)?.[1]?.split(", ") ?? [id];
    expect(checks.map((check) => check.id)).toEqual(expect.arrayContaining(others));
    // A place is in words, not a pointer.
    expect(labelled.find((line) => line.startsWith("    spec")) ?? "").not.toContain("#");
  });
});

test.each(samples.filter(({ command }) => command !== "sender"))(
  "the sample of $command counts every check",
  ({ command, checks, paragraphs }) => {
    const counts = new RegExp(`^(\\d+) passed, (\\d+) failed(?:, (\\d+) not run)? ${command} http`);
    const [, passed, failed, notRun = 0] = counts.exec(paragraphs.at(-1) ?? "") ?? [];
    expect(Number(passed) + Number(failed) + Number(notRun)).toBe(checks.length);
  },
);

test("the sample of provider names what does not run without the other tokens", () => {
  const target = { options: {} } as ProviderTarget;
  const results = providerChecks.map((check): CheckResult => {
    const { id, holds } = check;
    const reason = check.skipReason?.(target);
    if (reason === undefined) return { check: id, holds, status: "passed", ms: 0, findings: [] };
    return { check: id, holds, status: "not_run", reason };
  });
  const printed = stripVTControlCharacters(formatReport({ target: "provider", ms: 0, results })).split("\n\n");
  const areNotRun = (text: string) => text.startsWith("not run: ");
  expect(ofProvider.filter(areNotRun)).toEqual(printed.filter(areNotRun));
  const notRun = results.filter(({ status }) => status === "not_run").length;
  expect(ofProvider.at(-1)).toContain(`, ${notRun} not run provider `);
});

test("the sample of provider explains its first finding", () => {
  const [first = ""] = ofProvider;
  expect(ofProvider).toContain(`why, and how to fix it: webhooks-contract explain ${/\w+/.exec(first)?.[0]}`);
});
