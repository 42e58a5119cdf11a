import { setTimeout } from "node:timers/promises";
import { StartError } from "../lib/errors.ts";
import { databaseErrorMessage, isDatabaseUnavailable } from "./availability.ts";

export interface ReadinessOptions {
  /** What the database is, for people. */
  readonly description: string;
  /** Told why it is waited and for how long. */
  readonly onWait: (sentence: string) => void;
  /** How long it is waited for; after that the database counts as one that will not come. */
  readonly waitMs: number;
  /** Ends the waiting. */
  readonly signal: AbortSignal | undefined;
}

const firstPauseMs = 250;
const maxPauseMs = 10_000;

/** SQLSTATE: the database does not exist, or the user or the password is wrong. Waiting does not change that. */
const notLetIn = /^(3D000|28...)$/;

/**
 * Does what has to be done before the database can be used; as long as it is away, again and again, with longer and
 * longer pauses. `prepare` may have been done, or half done, before.
 *
 * @throws StartError when the database does not let us in, was away for too long, or `signal` ended the waiting
 */
export async function waitForDatabase<Result>(
  prepare: () => Promise<Result>,
  { description, onWait, waitMs, signal }: ReadinessOptions,
): Promise<Result> {
  const deadline = performance.now() + waitMs;
  for (let failures = 0; ; failures++) {
    try {
      return await prepare();
    } catch (error) {
      const sentence = `Cannot use the database ${description}: ${databaseErrorMessage(error)}.`;
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      if (notLetIn.test(code)) throw new StartError(`${sentence} Check DATABASE_URL.`, { cause: error });
      if (!isDatabaseUnavailable(error)) throw error;
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) throw new StartError(`${sentence} Check DATABASE_URL.`, { cause: error });
      // The last look is taken at the deadline.
      const pauseMs = Math.min(maxPauseMs, firstPauseMs * 2 ** failures, Math.ceil(leftMs));
      onWait(`${sentence} Check DATABASE_URL; trying again in ${pauseMs / 1000} s.`);
      await setTimeout(pauseMs, undefined, { ...(signal && { signal }) }).catch(() => {
        throw new StartError(`${sentence} Stopped waiting for it.`, { cause: error });
      });
    }
  }
}
