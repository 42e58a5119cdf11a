import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { applyBaseline, type KnownFinding, readBaseline, writeBaseline } from "../../src/report/baseline.ts";
import { type Finding, findingsOf, isPassed, type Report } from "../../src/run/check.ts";

const now = Date.parse("2026-12-24T18:00:00Z");
const finding: Finding = { check: "update", operation: "updateWebhook", message: "wrong", expected: "a", got: "b" };
const known: KnownFinding = { check: "update", operation: "updateWebhook", message: "wrong", until: "2026-12-24" };

/** A report of a check that found this and ran to its end, and of one that did not run. */
function reportWith(...findings: Finding[]): Report {
  const status = findings.length === 0 ? "passed" : "failed";
  return {
    target: "x",
    ms: 1,
    results: [
      { check: "update", holds: "updates work", status, ms: 1, findings },
      { check: "tenancy", holds: "tenants", status: "not_run", reason: "no token" },
    ],
  };
}

const apply = (report: Report, ...baseline: KnownFinding[]) => {
  const applied = applyBaseline(report, baseline, now);
  return { passed: isPassed(applied), findings: findingsOf(applied) };
};

test.each<[what: string, entry: KnownFinding]>([
  ["by check, operation and message", known],
  ["by check alone", { check: "update", until: "2027-01-01" }],
])("a finding that is known %s does not fail the run until its date", (_, entry) => {
  const { passed, findings } = apply(reportWith(finding), { ...entry, because: "being fixed" });
  expect(passed).toBe(true);
  const message = `wrong (known until ${entry.until}: being fixed)`;
  expect(findings).toEqual([{ ...finding, level: "warning", message }]);
});

test.each<[what: string, entry: KnownFinding]>([
  ["check", { ...known, check: "tenancy" }],
  ["operation", { ...known, operation: "createWebhook" }],
  ["message", { ...known, message: "another" }],
])("a finding of another %s is not known", (_, entry) => {
  expect(apply(reportWith(finding), entry).passed).toBe(false);
});

test("a known finding that has expired fails the run, and says so", () => {
  const { passed, findings } = apply(reportWith(finding), { ...known, until: "2026-12-23" });
  expect(passed).toBe(false);
  expect(findings).toMatchObject([{ message: "wrong (known, but only until 2026-12-23)" }]);
});

test("other findings of the same check still fail the run", () => {
  const { passed } = apply(reportWith(finding, { ...finding, message: "something else" }), known);
  expect(passed).toBe(false);
});

test("an entry that matches nothing is a warning, unless its check did not run", () => {
  const notRun: KnownFinding = { check: "tenancy", until: "2027-01-01" };
  const { passed, findings } = apply(reportWith(), known, notRun);
  expect(passed).toBe(true);
  const stale = {
    check: "update",
    level: "warning",
    message: "an entry of the baseline matches no finding",
    expected: "an entry for each known finding; remove this one",
  };
  expect(findings).toEqual([{ ...stale, operation: "updateWebhook", got: "wrong" }]);
  const ofCheck = apply(reportWith(), { check: "update", until: "2027-01-01" }).findings;
  expect(ofCheck).toStrictEqual([{ ...stale, got: "any finding of this check" }]);
});

test("an entry that has expired does not hide another one", () => {
  const expired = { ...known, until: "2026-01-01" };
  for (const baseline of [
    [expired, known],
    [known, expired],
  ]) {
    expect(apply(reportWith(finding), ...baseline)).toMatchObject({ passed: true, findings: [{ level: "warning" }] });
  }
});

async function temporaryFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "baseline-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, "known.json");
}

test("what is written accepts the findings for 90 days, each once", async () => {
  const file = await temporaryFile();
  await writeBaseline(file, reportWith(finding, finding, { ...finding, level: "warning", message: "no error" }), now);
  const baseline = await readBaseline(file);
  expect(baseline).toEqual([{ ...known, until: "2027-03-24" }]);
  expect(apply(reportWith(finding), ...baseline).passed).toBe(true);
  expect(await readFile(file, "utf8")).toMatch(/\n$/);
});

test("entries that the file has stay as they are, unless their check ran and did not find them", async () => {
  const file = await temporaryFile();
  const kept: KnownFinding[] = [
    { ...known, because: "being fixed", until: "2026-01-01" },
    { check: "tenancy", until: "2027-01-01" },
    { check: "of_another_spec", until: "2027-01-01" },
  ];
  const written = [...kept, { ...known, message: "mended" }];
  await writeBaseline(file, reportWith(finding, { ...finding, message: "new" }), now, written);
  expect(await readBaseline(file)).toEqual([...kept, { ...known, message: "new", until: "2027-03-24" }]);
});

/** The report of {@link reportWith}, whose check ended before it had looked at everything. */
function endingEarly(report: Report): Report {
  const results = report.results.map((result) =>
    result.status === "not_run" ? result : { ...result, endedEarly: "the run was interrupted" },
  );
  return { ...report, results };
}

test("entries of a check that ended early stay, and are no warnings", async () => {
  const file = await temporaryFile();
  const written = [{ ...known, message: "not looked at", until: "2027-01-01" }];
  const report = endingEarly(reportWith(finding));
  await writeBaseline(file, report, now, written);
  expect(await readBaseline(file)).toEqual([...written, { ...known, until: "2027-03-24" }]);
  expect(apply(report, ...written).findings).toEqual([finding]);
});

test("the entries that match and have expired are counted, and not renewed", async () => {
  const file = await temporaryFile();
  const expired = { ...known, until: "2026-12-23" };
  const others = [
    { ...known, until: "2026-12-24" },
    { check: "tenancy", until: "2026-01-01" },
  ];
  expect(await writeBaseline(file, reportWith(finding), now, [expired, ...others])).toBe(1);
  expect(await readBaseline(file)).toEqual([expired, ...others]);
});

test("an entry without a message stays for all findings that it matches", async () => {
  const file = await temporaryFile();
  const written = [{ check: "update", until: "2027-01-01" }];
  await writeBaseline(file, reportWith(finding, { ...finding, message: "new" }), now, written);
  expect(await readBaseline(file)).toEqual(written);
});

test.each<[content: string, message: string]>([
  ["{", "is not JSON"],
  ["[]", 'must be {"findings": [{"check": …, "until": …}]}'],
  ['{"findings":[1]}', "findings[0] must be an object"],
  ['{"findings":[{"check":"a"}]}', "findings[0] must have until"],
  ['{"findings":[{"until":"2027-01-01"}]}', "findings[0] must have check"],
  ['{"findings":[{"check":"a","until":"2027-02-31"}]}', "findings[0].until must be a day such as 2027-01-31"],
  ['{"findings":[{"check":"a","until":"2027-13-01"}]}', "findings[0].until must be a day such as 2027-01-31"],
  ['{"findings":[{"check":"a","until":"soon"}]}', "findings[0].until must be a day"],
  ['{"findings":[{"check":"a","until":"2027-01-01","reason":"x"}]}', "findings[0] has the unknown field reason"],
  ['{"findings":[{"check":1,"until":"2027-01-01"}]}', "findings[0].check must be a string"],
])("%s is rejected: %s", async (content, message) => {
  const file = await temporaryFile();
  await writeFile(file, content);
  await expect(readBaseline(file)).rejects.toThrow(message);
});

test("a file that does not exist is rejected with how to create it", async () => {
  await expect(readBaseline("none.json")).rejects.toThrow(/cannot read none\.json.*create it with --write-baseline/);
});

test("a file that --write-baseline writes may be absent, empty, or a device, which is not read", async () => {
  const file = await temporaryFile();
  expect(await readBaseline(file, { isWritten: true })).toEqual([]);
  await writeFile(file, "\n");
  expect(await readBaseline(file, { isWritten: true })).toEqual([]);
  await expect(readBaseline(file)).rejects.toThrow("is not JSON");
  expect(await readBaseline("/dev/stdout", { isWritten: true })).toEqual([]);
  await expect(readBaseline(tmpdir(), { isWritten: true })).rejects.toThrow("cannot read");
});

test("a byte order mark before the list is ignored, and one within it is kept", async () => {
  const file = await temporaryFile();
  const entry = { check: "a", until: "2027-01-01", because: "\ufeff" };
  await writeFile(file, `\ufeff${JSON.stringify({ findings: [entry] })}`);
  expect(await readBaseline(file)).toEqual([entry]);
  await writeFile(file, JSON.stringify({ findings: [entry] }));
  expect(await readBaseline(file)).toEqual([entry]);
});

test("a file that cannot be written is an error", async () => {
  const file = join(await temporaryFile(), "known.json");
  await expect(writeBaseline(file, reportWith(finding), now)).rejects.toThrow(`cannot write ${file}: ENOENT`);
});
