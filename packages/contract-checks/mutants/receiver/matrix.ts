import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { receiverChecks } from "../../src/receiver/checks/index.ts";
import { ReceiverTarget } from "../../src/receiver/target.ts";
import { type Finding, findingsOf } from "../../src/run/check.ts";
import { runChecks } from "../../src/run/run-checks.ts";
import { answers, death, memory, silence } from "./answers.ts";
import { bytes, json, limits } from "./bodies.ts";
import { events } from "./events.ts";
import type { ReceiverMutant } from "./mutant.ts";
import type { StartReceiver } from "./reference.ts";
import { comparison, rotation, signing, verification } from "./signatures.ts";
import { timestamps } from "./timestamps.ts";

/** Every receiver that does one thing wrong. */
export const receiverMutants: readonly ReceiverMutant[] = [
  ...verification,
  ...comparison,
  ...rotation,
  ...signing,
  ...timestamps,
  ...bytes,
  ...limits,
  ...json,
  ...events,
  ...answers,
  ...memory,
  ...silence,
  ...death,
];

/** What became of a mutant. */
export interface ReceiverVerdict {
  readonly mutant: ReceiverMutant;
  /** Ids of the checks that failed. */
  readonly failed: readonly string[];
}

/** The time for an answer that those get who never give one. */
const silentWithinMs = 2_000;

/** Judges a mutant by every check, or by some of them. */
export async function judgeMutant(mutant: ReceiverMutant, checks?: readonly string[]): Promise<ReceiverVerdict> {
  const findings = await judgeReceiver(mutant.start, {
    // The same events each time: whether a fault is found is no matter of chance.
    seed: 1,
    ...(mutant.isSilent && { answerWithinMs: silentWithinMs }),
    ...(checks && { checks }),
  });
  return { mutant, failed: [...new Set(findings.map(({ check }) => check))] };
}

export interface JudgeOptions {
  readonly seed?: number;
  readonly answerWithinMs?: number;
  /** Ids of the checks to run. @default all */
  readonly checks?: readonly string[];
}

/** Starts a receiver on a free port, judges it, and stops it. */
export async function judgeReceiver(start: StartReceiver, options: JudgeOptions = {}): Promise<Finding[]> {
  const secret = `whsec_${randomBytes(24).toString("base64")}`;
  const server = createServer(start(secret));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
  try {
    const { checks: ids, ...rest } = options;
    const target = await ReceiverTarget.connect({ url, secret, ...rest });
    const checks = receiverChecks.filter(({ id }) => ids?.includes(id) ?? true);
    const { seed, inFlight: concurrency } = target;
    return findingsOf(await runChecks(checks, target, { target: `receiver ${url}`, seed, concurrency }));
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
