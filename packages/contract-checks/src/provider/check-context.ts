import type { Check, NewFinding } from "../run/check.ts";
import { NotRunError } from "../run/errors.ts";
import type { AnyOperationId } from "../spec/operations.ts";
import type { ProviderClient } from "./client.ts";
import { CheckFailedError } from "./response.ts";
import type { ProviderTarget } from "./target.ts";

/** What a check of a provider works with. */
export interface CheckContext {
  readonly target: ProviderTarget;
  /** Has every scope. */
  readonly client: ProviderClient;
  /** Of another organization. Only for checks that need `otherToken`. */
  readonly otherClient: ProviderClient;
  /** Has the scope `webhooks:read` alone. Only for checks that need `readToken`. */
  readonly readOnlyClient: ProviderClient;
  /** Has the scope `webhooks:write` alone. Only for checks that need `writeToken`. */
  readonly writeOnlyClient: ProviderClient;
  report(finding: NewFinding): void;
  /** Runs one case of several: its finding, if any, is reported, and the check goes on with the next case. */
  verify(work: () => Promise<unknown>): Promise<void>;
  /** Runs a case for each item, one after the other. */
  verifyEach<Item>(items: Iterable<Item>, work: (item: Item) => Promise<unknown>): Promise<void>;
}

export interface ProviderCheckOptions {
  readonly id: string;
  readonly holds: string;
  readonly operations?: readonly AnyOperationId[];
  /** Tokens that the check cannot run without. */
  readonly needs?: readonly (keyof typeof tokenOptions)[];
  run(context: CheckContext): Promise<void>;
}

export type ProviderCheck = Check<ProviderTarget>;

const tokenOptions = { otherToken: "--other-token", readToken: "--read-token", writeToken: "--write-token" } as const;

/** A check that sends requests. What it created is deleted when it ends, however it ends. */
export function providerCheck({ needs = [], run, ...check }: ProviderCheckOptions): ProviderCheck {
  return {
    ...check,
    skipReason: (target) => {
      const missing = needs.find((token) => target.options[token] === undefined);
      return missing === undefined ? target.stoppedBecause : `no ${tokenOptions[missing]} was given`;
    },
    run: (target, report) => target.track(runWithContext(target, report, run)),
  };
}

async function runWithContext(
  target: ProviderTarget,
  report: (finding: NewFinding) => void,
  run: ProviderCheckOptions["run"],
): Promise<void> {
  const { token, otherToken = "", readToken = "", writeToken = "" } = target.options;
  const clients = {
    client: target.client(token),
    otherClient: target.client(otherToken),
    readOnlyClient: target.client(readToken),
    writeOnlyClient: target.client(writeToken),
  };
  let endedBy: string | undefined;
  const verify = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof CheckFailedError)) throw error;
      report(error.finding);
      endedBy ??= error.message;
    }
  };
  const verifyEach: CheckContext["verifyEach"] = async (items, work) => {
    for (const item of items) await verify(() => work(item));
  };
  try {
    await verify(() => run({ target, ...clients, report, verify, verifyEach }));
  } finally {
    for (const { created } of Object.values(clients)) await target.remove(created);
  }
  // A case may have had further findings.
  if (endedBy !== undefined) throw new NotRunError(endedBy);
}
