import type { PGlite } from "@electric-sql/pglite";

export interface CheckpointOptions {
  /** Time between two checks, in milliseconds. @default 5 s */
  readonly everyMs?: number;
  /** Called when a checkpoint fails, once until one succeeds. */
  readonly onError: (error: unknown) => void;
}

/** A server begins a checkpoint when the log has about half of the size that it may have, so that it is complete in time. */
const isDue = `
  select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn) > pg_size_bytes(current_setting('max_wal_size')) / 2 as "isDue"
  from pg_control_checkpoint()`;

/**
 * Makes a checkpoint whenever the write-ahead log has become long. Postgres has a process for it, PGlite does not: the log would
 * grow until the database is closed, and a start after a crash would read all of it.
 *
 * @returns a function that stops it, and waits for the checkpoint that runs
 */
export function makeCheckpoints(pglite: PGlite, { everyMs = 5_000, onError }: CheckpointOptions): () => Promise<void> {
  let running: Promise<void> | undefined;
  let hasFailed = false;
  const check = async () => {
    try {
      const { rows } = await pglite.query<{ isDue: boolean }>(isDue);
      if (rows[0]?.isDue === true) await pglite.exec("checkpoint");
      hasFailed = false;
    } catch (error) {
      if (!hasFailed) onError(new Error("a checkpoint of the embedded database failed", { cause: error }));
      hasFailed = true;
    }
  };
  const timer = setInterval(() => {
    running ??= check().finally(() => {
      running = undefined;
    });
  }, everyMs).unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
