/** One way in which a target does not keep the contract. */
export interface Finding {
  /** Id of the check that found it: `response_schema_conformance`. */
  readonly check: string;
  /** A `warning` may surprise somebody, and fails no run. @default "error" */
  readonly level?: "error" | "warning";
  /** Id of the operation, or type of the event, that it happened at; absent when it is about none or all. */
  readonly operation?: string;
  /** What went wrong, in one sentence. */
  readonly message: string;
  /** What the contract says. */
  readonly expected: string;
  /** JSON pointer into the spec where it says so: `specs/webhooks.yaml#/paths/~1agent~1v0~1webhooks/get`. */
  readonly pointer?: string;
  /** What came instead. */
  readonly got: string;
  /** Seed of the random data that brought it out; with it a run sends the same again. */
  readonly seed?: number;
  /** A command line that sends the same request, with the token left out: `$TOKEN`. */
  readonly curl?: string;
}

/** What a run says of one check. */
export type CheckResult =
  | {
      readonly check: string;
      readonly holds: string;
      readonly status: "passed" | "failed";
      readonly ms: number;
      /** Of a check that passed: warnings only. */
      readonly findings: readonly Finding[];
    }
  /** `reason`: what the run lacked, such as a token. Never to be read as passed. */
  | { readonly check: string; readonly holds: string; readonly status: "not_run"; readonly reason: string };

/** What a run found. */
export interface Report {
  /** What was judged: `provider http://127.0.0.1:8787`. */
  readonly target: string;
  readonly seed?: number;
  readonly ms: number;
  readonly results: readonly CheckResult[];
}

/** The findings of a report, in the order of its checks. */
export function findingsOf({ results }: Report): Finding[] {
  return results.flatMap((result) => (result.status === "not_run" ? [] : result.findings));
}

/** Whether nothing failed. What was not run is no failure, and no success either: it stands in the report. */
export function isPassed({ results }: Report): boolean {
  return results.every(({ status }) => status !== "failed");
}
