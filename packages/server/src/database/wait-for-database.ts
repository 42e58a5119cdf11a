import { setTimeout } from "node:timers/promises";
import { codeOf, StartError } from "../lib/errors.ts";
import { databaseErrorMessage, isDatabaseUnavailable } from "./availability.ts";

export interface WaitOptions {
  /** Describes the database in messages. */
  readonly description: string;
  /** Called with a message before each pause. */
  readonly onWait: (sentence: string) => void;
  /** How long to wait at most. */
  readonly waitMs: number;
  /** Aborts the wait, also for what `prepare` waits for: another process may be migrating the database. */
  readonly signal: AbortSignal | undefined;
}

const firstPauseMs = 250;
const maxPauseMs = 10_000;

/** SQLSTATE: the database does not exist, or the user or the password is wrong. Waiting does not help. */
const permanentErrors = /^(3D000|28...)$/;

/**
 * Runs `prepare`, which must be idempotent, and retries it with growing pauses while the database is unavailable.
 *
 * @throws StartError when the database denies access, stays unavailable for `waitMs`, or `signal` aborts the wait. What
 *   `prepare` was doing goes on
 */
export async function waitForDatabase<Result>(
  prepare: () => Promise<Result>,
  { description, onWait, waitMs, signal }: WaitOptions,
): Promise<Result> {
  const deadline = performance.now() + waitMs;
  const aborted = new Promise<never>((_, reject) => {
    const stop = () => reject(new StartError(`Stopped before the database ${description} was ready.`));
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
  aborted.catch(() => undefined);
  for (let failures = 0; ; failures++) {
    try {
      return await Promise.race([prepare(), aborted]);
    } catch (error) {
      if (error instanceof StartError) throw error;
      const sentence = `Cannot use the database ${description}: ${databaseErrorMessage(error)}.`;
      const code = codeOf(error);
      if (permanentErrors.test(code)) throw new StartError(`${sentence} Check DATABASE_URL.`, { cause: error });
      if (!isDatabaseUnavailable(error)) throw error;
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) throw new StartError(`${sentence} Check DATABASE_URL.`, { cause: error });
      // The last attempt is made at the deadline.
      const pauseMs = Math.min(maxPauseMs, firstPauseMs * 2 ** failures, Math.ceil(leftMs));
      onWait(`${sentence} Check DATABASE_URL; retrying in ${pauseMs / 1000} s.`);
      await setTimeout(pauseMs, undefined, { ...(signal && { signal }) }).catch(() => {
        throw new StartError(`${sentence} Stopped waiting for it.`, { cause: error });
      });
    }
  }
}
