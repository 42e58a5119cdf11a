import { type ResponseRule, responseIssues, responseRules } from "../response-conformance.ts";
import type { NewFinding } from "../run/check.ts";
import type { TargetResponse } from "./response.ts";

/** What must hold for every request of a run, by the name that Schemathesis gave it. Each is the id of a check. */
export const conformanceRules: Readonly<Record<"not_a_server_error" | ResponseRule | "max_response_time", string>> = {
  not_a_server_error: "every request gets a response, and no response is a server error",
  ...responseRules,
  max_response_time: "no request hangs",
};

export type ConformanceRule = keyof typeof conformanceRules;

/** Findings kept of one rule. */
const maxFindings = 50;

/** What the responses of a run have shown of each rule: one finding for each operation and message. */
export class ConformanceLog {
  readonly #findings = new Map<ConformanceRule, Map<string, NewFinding>>();

  /** Checks a response against every rule. */
  recordResponse(response: TargetResponse): void {
    const { operation, status, request } = response;
    if (status >= 500) {
      const message = `${operation?.id ?? request.method} failed with ${status}`;
      this.record("not_a_server_error", response.finding({ message, expected: "no server error" }));
    }
    if (operation === undefined) return;
    for (const { rule, message, expected, pointer } of responseIssues(operation, response)) {
      const finding = response.finding({
        message: `${operation.id} ${status}: ${withoutIndexes(message)}`,
        expected: withoutIndexes(expected),
        pointer,
      });
      this.record(rule, finding);
    }
  }

  record(rule: ConformanceRule, finding: NewFinding): void {
    const findings = this.#findings.get(rule) ?? new Map<string, NewFinding>();
    const key = `${finding.operation} ${finding.message}`;
    if (!findings.has(key) && findings.size < maxFindings) findings.set(key, finding);
    this.#findings.set(rule, findings);
  }

  findings(rule: ConformanceRule): NewFinding[] {
    return [...(this.#findings.get(rule)?.values() ?? [])];
  }
}

/** Replaces indexes by `*`, so that an issue of every item of a list is one finding. */
function withoutIndexes(message: string): string {
  return message.replace(/\/\d+(?=[/ ])/g, "/*");
}
