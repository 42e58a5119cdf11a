import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { receiverChecks } from "../../src/receiver/checks/index.ts";
import { ReceiverTarget } from "../../src/receiver/target.ts";
import { type Finding, findingsOf } from "../../src/run/check.ts";
import { runChecks } from "../../src/run/run-checks.ts";
import type { Verdict } from "../mutant.ts";
import type { ReceiverMutant } from "./mutant.ts";
import type { StartReceiver } from "./reference.ts";

export interface CheckHandlerOptions {
  readonly seed?: number;
  readonly timeoutMs?: number;
  /** Ids of the checks to run. @default all */
  readonly checks?: readonly string[];
}

/** Starts a receiver on a free port, checks it, and stops it. */
export async function checkHandler(start: StartReceiver, options: CheckHandlerOptions = {}): Promise<Finding[]> {
  const { checks: ids, ...rest } = options;
  const secret = `whsec_${randomBytes(24).toString("base64")}`;
  const server = createServer(start(secret));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
  try {
    const target = await ReceiverTarget.connect({ url, secret, ...rest });
    const checks = receiverChecks.filter(({ id }) => ids?.includes(id) ?? true);
    const { seed, concurrency } = target;
    return findingsOf(await runChecks(checks, target, { target: `receiver ${url}`, seed, concurrency }));
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** Runs all checks, or some of them, against a mutant. The seed is fixed, so that the result does not depend on chance. */
export async function checkMutant(mutant: ReceiverMutant, checks?: readonly string[]): Promise<Verdict> {
  const findings = await checkHandler(mutant.start, {
    seed: 1,
    ...(mutant.isSilent && { timeoutMs: 2_000 }),
    ...(checks && { checks }),
  });
  return { mutant, failed: [...new Set(findings.map(({ check }) => check))] };
}
