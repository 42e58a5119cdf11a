import { readFile, stat, writeFile } from "node:fs/promises";
import { isObject } from "@agent-webhooks/types/json-schema";
import { type Finding, findingsOf, type Report } from "../run/check.ts";
import { errorMessage, SetupError } from "../run/errors.ts";

/** A finding that is known, and does not fail the run until a date. */
export interface KnownFinding {
  /** Id of the check. */
  readonly check: string;
  /** Id of the operation, or type of the event. Absent: any. */
  readonly operation?: string;
  /** The message of the finding. Absent: any. */
  readonly message?: string;
  /** Last day on which it is accepted, `2027-01-31`, in UTC. */
  readonly until: string;
  /** Why it is accepted. */
  readonly because?: string;
}

const fields: readonly (keyof KnownFinding)[] = ["check", "operation", "message", "until", "because"];

/** Days for which a new baseline accepts what it lists. */
const defaultDays = 90;

/**
 * Reads a list of known findings.
 *
 * @param options.isWritten whether the run writes the file: it may then be absent or empty, or a device, which is not read.
 *   @default false
 * @throws SetupError when the file cannot be read, or an entry is invalid
 */
export async function readBaseline(
  file: string,
  { isWritten = false }: { readonly isWritten?: boolean } = {},
): Promise<readonly KnownFinding[]> {
  if (isWritten && (await isDevice(file))) return [];
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    const isAbsent = isObject(error) && error.code === "ENOENT";
    if (isAbsent && isWritten) return "";
    const advice = isAbsent ? `; create it with --write-baseline ${file}` : "";
    throw new SetupError(`cannot read ${file}: ${errorMessage(error)}${advice}`);
  });
  if (isWritten && text.trim() === "") return [];
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw new SetupError(`${file} is not JSON: ${errorMessage(error)}`);
  }
  const entries = isObject(content) ? content.findings : undefined;
  if (!Array.isArray(entries)) throw new SetupError(`${file} must be {"findings": [{"check": …, "until": …}]}`);
  for (const [index, entry] of entries.entries()) assertEntry(entry, `${file}: findings[${index}]`);
  return entries;
}

/** Whether to read it first would wait, or fail: a terminal, a pipe, `/dev/null`. */
async function isDevice(file: string): Promise<boolean> {
  const stats = await stat(file).catch(() => undefined);
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

function assertEntry(entry: unknown, place: string): void {
  if (!isObject(entry)) throw new SetupError(`${place} must be an object`);
  const unknown = Object.keys(entry).find((field) => !fields.some((known) => known === field));
  if (unknown !== undefined) throw new SetupError(`${place} has the unknown field ${unknown}`);
  const wrong = fields.find((field) => entry[field] !== undefined && typeof entry[field] !== "string");
  if (wrong !== undefined) throw new SetupError(`${place}.${wrong} must be a string`);
  const missing = (["check", "until"] as const).find((field) => entry[field] === undefined);
  if (missing !== undefined) throw new SetupError(`${place} must have ${missing}`);
  const until = String(entry.until);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(until) && new Date(`${until}T00:00:00Z`).toJSON()?.startsWith(until);
  if (!isDay) throw new SetupError(`${place}.until must be a day such as 2027-01-31`);
}

/**
 * A report in which known findings are warnings. An entry that has expired, or that matches no finding of a check that ran to
 * its end, is a warning too.
 *
 * @param now milliseconds since 1970
 */
export function applyBaseline(report: Report, baseline: readonly KnownFinding[], now: number): Report {
  const today = new Date(now).toISOString().slice(0, 10);
  const used = new Set<KnownFinding>();
  const results = report.results.map((result) => {
    if (result.status === "not_run") return result;
    const findings = result.findings.map((finding): Finding => {
      const matching = baseline.filter((entry) => isMatch(entry, finding));
      for (const entry of matching) used.add(entry);
      const known = matching.find(({ until }) => until >= today) ?? matching[0];
      if (known === undefined) return finding;
      const { until, because } = known;
      const reason = because === undefined ? "" : `: ${because}`;
      if (until < today) return { ...finding, message: `${finding.message} (known, but only until ${until}${reason})` };
      return { ...finding, level: "warning", message: `${finding.message} (known until ${until}${reason})` };
    });
    const ofCheck = result.endedEarly === undefined ? baseline.filter(({ check }) => check === result.check) : [];
    const stale = ofCheck.filter((entry) => !used.has(entry)).map(toStaleWarning);
    const isFailed = findings.some(({ level = "error" }) => level === "error");
    return {
      ...result,
      status: isFailed ? ("failed" as const) : ("passed" as const),
      findings: [...findings, ...stale],
    };
  });
  return { ...report, results };
}

function isMatch({ check, operation, message }: KnownFinding, finding: Finding): boolean {
  return (
    check === finding.check &&
    (operation ?? finding.operation) === finding.operation &&
    (message ?? finding.message) === finding.message
  );
}

function toStaleWarning({ check, operation, message }: KnownFinding): Finding {
  return {
    check,
    level: "warning",
    ...(operation !== undefined && { operation }),
    message: "an entry of the baseline matches no finding",
    expected: "an entry for each known finding; remove this one",
    got: message ?? "any finding of this check",
  };
}

/**
 * Writes the findings of a report as a baseline that accepts them for 90 days.
 *
 * @param written the entries that the file has. They stay as they are, unless their check ran to its end and did not find them.
 * @returns how many of them have expired, and match a finding
 */
export async function writeBaseline(
  file: string,
  report: Report,
  now: number,
  written: readonly KnownFinding[] = [],
): Promise<number> {
  const [today = "", until = ""] = [0, defaultDays].map((days) =>
    new Date(now + days * 86_400_000).toISOString().slice(0, 10),
  );
  const errors = findingsOf(report).filter(({ level = "error" }) => level === "error");
  const complete = new Set(
    report.results.flatMap((result) =>
      result.status === "not_run" || result.endedEarly !== undefined ? [] : [result.check],
    ),
  );
  const isFound = (entry: KnownFinding) => errors.some((finding) => isMatch(entry, finding));
  const kept = written.filter((entry) => !complete.has(entry.check) || isFound(entry));
  const added = errors
    .filter((finding) => !kept.some((entry) => isMatch(entry, finding)))
    .map(({ check, operation, message }): KnownFinding => {
      return { check, ...(operation !== undefined && { operation }), message, until };
    });
  const findings = [...kept, ...new Map(added.map((entry) => [JSON.stringify(entry), entry])).values()];
  await writeFile(file, `${JSON.stringify({ findings }, null, 2)}\n`).catch((error: unknown) => {
    throw new SetupError(`cannot write ${file}: ${errorMessage(error)}`);
  });
  return kept.filter((entry) => entry.until < today && isFound(entry)).length;
}
