import type { OperationId } from "@agent-webhooks/types";
import type { Check, NewFinding } from "../run/check.ts";
import type { Session } from "./client.ts";
import { Broken } from "./response.ts";
import type { ProviderTarget } from "./target.ts";

/** What a check of a provider works with. */
export interface Bench {
  readonly target: ProviderTarget;
  /** Every scope. */
  readonly mine: Session;
  /** Another organization. Only for checks that need it. */
  readonly other: Session;
  /** `webhooks:read` alone. Only for checks that need it. */
  readonly reader: Session;
  report(fault: NewFinding): void;
  /** Runs one of several cases: what breaks in it is reported, and the next one goes on. */
  attempt(work: () => Promise<void>): Promise<void>;
}

export interface ProviderCheckOptions {
  readonly id: string;
  readonly holds: string;
  readonly operations?: readonly OperationId[];
  /** The tokens that it cannot do without. */
  readonly needs?: readonly ("other" | "reader")[];
  run(bench: Bench): Promise<void>;
}

export type ProviderCheck = Check<ProviderTarget>;

/** A check that sends requests. What it made is deleted when it ends, however it ends. */
export function providerCheck({ needs = [], run, ...check }: ProviderCheckOptions): ProviderCheck {
  return {
    ...check,
    skipReason: (target) => {
      const { otherToken, readToken } = target.options;
      if (needs.includes("other") && otherToken === undefined) return "no --other-token was given";
      if (needs.includes("reader") && readToken === undefined) return "no --read-token was given";
      return target.ended;
    },
    run: (target, report) => target.track(onBench(target, report, run)),
  };
}

/** A check of what all answers so far have shown. It waits for the checks that are still running. */
export function answersCheck(
  check: Omit<ProviderCheck, "run" | "skipReason">,
  sample: (target: ProviderTarget) => Promise<void>,
): ProviderCheck {
  return {
    ...check,
    async run(target, report) {
      await target.idle();
      if (target.ended === undefined) await sample(target);
      for (const fault of target.faults(check.id)) report(fault);
    },
  };
}

async function onBench(
  target: ProviderTarget,
  report: (fault: NewFinding) => void,
  run: ProviderCheckOptions["run"],
): Promise<void> {
  const { token, otherToken, readToken } = target.options;
  const [mine, other, reader] = [token, otherToken ?? "", readToken ?? ""].map((each) => target.session(each)) as [
    Session,
    Session,
    Session,
  ];
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      report(error.fault);
    }
  };
  try {
    await attempt(() => run({ target, mine, other, reader, report, attempt }));
  } finally {
    for (const session of [mine, other, reader]) await target.remove(session.made);
  }
}
