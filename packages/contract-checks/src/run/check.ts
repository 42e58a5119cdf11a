import type { Finding } from "./finding.ts";

/** A finding as a check makes it. The run adds whose it is, and its seed. */
export type Fault = Omit<Finding, "check" | "seed">;

/** Something that a target has to keep, as a value. */
export interface Check<Target> {
  /** In `snake_case`; stands in reports, and stays what it is. */
  readonly id: string;
  /** What holds, as a sentence. */
  readonly holds: string;
  /** Ids of the operations, or types of the events, that it is about. Absent: of all. */
  readonly operations?: readonly string[];
  /** Why it cannot be run against this target, such as a token that was not given; `undefined` when it can. */
  lacks?(target: Target): string | undefined;
  /**
   * Looks whether it holds, and reports each way in which it does not. Rejects only when the target failed it in a way
   * that ended it, which is a finding too.
   */
  run(target: Target, report: (fault: Fault) => void): Promise<void>;
}
