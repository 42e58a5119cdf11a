import type { PGlite } from "@electric-sql/pglite";

export interface CheckpointOptions {
  /** Time between two looks at the log, in milliseconds. @default 5 s */
  readonly everyMs?: number;
  /** Called when a checkpoint fails. */
  readonly onError: (error: unknown) => void;
}

/** A server begins a checkpoint when the log has about half of the size that it may have, so that it is complete in time. */
const isDue = `
  select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn) > pg_size_bytes(current_setting('max_wal_size')) / 2 as "isDue"
  from pg_control_checkpoint()`;

/**
 * Makes a checkpoint whenever the write-ahead log has become long. Postgres has a process for it, and PGlite has not: the log
 * would grow until the database is closed, and a start after a crash would read all of it.
 *
 * @returns a function that stops it
 */
export function makeCheckpoints(pglite: PGlite, { everyMs = 5_000, onError }: CheckpointOptions): () => void {
  let isRunning = false;
  const check = async () => {
    if (isRunning || pglite.closed) return;
    isRunning = true;
    try {
      const { rows } = await pglite.query<{ isDue: boolean }>(isDue);
      if (rows[0]?.isDue === true) await pglite.exec("checkpoint");
    } catch (error) {
      onError(error);
    } finally {
      isRunning = false;
    }
  };
  const timer = setInterval(check, everyMs).unref();
  return () => clearInterval(timer);
}
