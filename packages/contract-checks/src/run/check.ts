/** A rule of the contract that can be checked against a target. */
export interface Check<Target> {
  /** In `snake_case`. Reports contain it, and it never changes. */
  readonly id: string;
  /** What holds when the check passes, as a sentence. */
  readonly holds: string;
  /** Ids of the operations, or types of the events, that the check is about. @default all of them */
  readonly operations?: readonly string[];
  /** Why the check cannot run against this target, such as a missing token; `undefined` when it can. */
  skipReason?(target: Target): string | undefined;
  /** Reports each violation. Rejects only when the target failed so badly that the check cannot go on, which is a finding too. */
  run(target: Target, report: (finding: NewFinding) => void): Promise<void>;
}

/** A finding as a check reports it. The run adds the id of the check and the seed. */
export type NewFinding = Omit<Finding, "check" | "seed">;

/** One violation of the contract. */
export interface Finding {
  /** Id of the check that found it: `response_schema_conformance`. */
  readonly check: string;
  /** A `warning` does not fail the run. @default "error" */
  readonly level?: "error" | "warning";
  /** Id of the operation, or type of the event. Absent when the finding is about none or all of them. */
  readonly operation?: string;
  /** What went wrong, in one sentence. */
  readonly message: string;
  /** Findings of a check with the same cause are reported as one. @default the message and the operation */
  readonly cause?: string;
  /** What the contract requires. */
  readonly expected: string;
  /** JSON pointer into the spec to that requirement: `specs/webhooks.yaml#/paths/~1agent~1v0~1webhooks/get`. */
  readonly pointer?: string;
  /** What the target did instead. */
  readonly got: string;
  /** Seed of the run's random data. A run with this seed sends the same data again. */
  readonly seed?: number;
  /** A command line that sends the same request. Tokens are replaced by variables, such as `$TOKEN`. */
  readonly curl?: string;
}

/** The result of one check. */
export type CheckResult =
  | {
      readonly check: string;
      readonly holds: string;
      readonly status: "passed" | "failed";
      readonly ms: number;
      /** Only warnings when the check passed. */
      readonly findings: readonly Finding[];
      /** Why the check ended early, after these findings: it may have missed others. */
      readonly endedEarly?: string;
    }
  /** `reason`: what the run lacked, such as a token. A check that did not run has not passed. */
  | { readonly check: string; readonly holds: string; readonly status: "not_run"; readonly reason: string };

/** The results of a run. */
export interface Report {
  /** What was checked: `provider http://127.0.0.1:8787`. */
  readonly target: string;
  readonly seed?: number;
  readonly ms: number;
  readonly results: readonly CheckResult[];
}

/** The findings of a report, in the order of its checks. */
export function findingsOf({ results }: Pick<Report, "results">): Finding[] {
  return results.flatMap((result) => (result.status === "not_run" ? [] : result.findings));
}

/** Whether no check failed. Checks that did not run are not counted as failed. */
export function isPassed({ results }: Report): boolean {
  return results.every(({ status }) => status !== "failed");
}
