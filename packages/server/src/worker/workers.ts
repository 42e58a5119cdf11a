import { type Kysely, sql } from "kysely";
import type pg from "pg";
import { advisoryLocks } from "../database/advisory-lock.ts";
import type { Schema } from "../database/schema.ts";
import { completesWithin } from "../lib/deadline.ts";

export interface WorkersOptions {
  readonly db: Kysely<Schema>;
  /** A lease that was renewed just before its process died has expired after this. */
  readonly leaseMs: number;
  /** The Postgres database; `undefined` for the embedded one, which only one process has open. */
  readonly sessionUrl: string | undefined;
}

/** A process whose session breaks usually opens another one within this time. */
const graceMs = 2_000;
const checkEveryMs = 500;
/** How long a session that does not respond may delay a check. */
const relockMs = 500;

/**
 * The processes that claim deliveries: this one, and those that have died. A process holds an advisory lock while its session
 * is open, which ends with it, and names itself in its leases: others need not wait until these expire. A process that finds
 * that it has lost its lock leases under another name, which it has no lock for until its session is open again.
 */
export class Workers {
  readonly #options: WorkersOptions;
  #workerId: number | undefined;
  #claims = 0;
  /** When the lock of another worker was first seen to be free. */
  readonly #lostSince = new Map<number, number>();
  #nextCheck = 0;
  readonly #joined: Promise<number>;
  #onJoined!: (workerId: number) => void;
  /** Others can see whether this process is alive. */
  readonly #visible: Promise<void>;
  #onVisible!: () => void;
  #mayLease = false;
  #client: pg.Client | undefined;

  constructor(options: WorkersOptions) {
    this.#options = options;
    this.#joined = new Promise((resolve) => {
      this.#onJoined = resolve;
    });
    this.#visible = new Promise((resolve) => {
      this.#onVisible = resolve;
    });
  }

  /** Workers whose leases are void. */
  get dead(): string[] {
    const before = performance.now() - graceMs;
    return [...this.#lostSince].filter(([, since]) => since <= before).map(([workerId]) => String(workerId));
  }

  /** Whether others know of this process. */
  get hasJoined(): boolean {
    return this.#mayLease;
  }

  /** Returns a lease for deliveries that this process claims. */
  newLease(): string {
    return `${this.#workerId}:${this.#claims++}`;
  }

  /**
   * Adds this process, if it has not been added, and looks for those that have died, twice a second at most. The first time,
   * waits for the lock for a while: no process would notice the death of one that has none.
   */
  async check(): Promise<void> {
    const workerId = this.#workerId ?? (await this.#join());
    if (!this.#mayLease && this.#options.sessionUrl !== undefined) {
      await completesWithin(graceMs, this.#visible);
    }
    this.#mayLease = true;
    const now = performance.now();
    if (now < this.#nextCheck) return;
    this.#nextCheck = now + checkEveryMs;
    const unlocked = await selectUnlocked(this.#options.db);
    let lost = unlocked;
    if (unlocked.includes(workerId)) {
      if (await this.#relock(workerId)) lost = unlocked.filter((id) => id !== workerId);
      else await this.#join();
    }
    for (const workerId of this.#lostSince.keys()) if (!lost.includes(workerId)) this.#lostSince.delete(workerId);
    for (const workerId of lost) if (!this.#lostSince.has(workerId)) this.#lostSince.set(workerId, now);
    await this.#removeExpired(now);
  }

  /** Shows other processes that this one is alive, while the connection is open. */
  async lock(client: pg.Client): Promise<void> {
    const workerId = this.#workerId ?? (await this.#joined);
    await client.query(lockStatement, [advisoryLocks.workers, workerId]);
    this.#client = client;
    await sql`
      insert into workers (worker_id, has_lock) values (${workerId}, true)
      on conflict (worker_id) do update set has_lock = true`.execute(this.#options.db);
    this.#onVisible();
  }

  /** A pooler between this process and Postgres may have replaced the connection. */
  async #relock(workerId: number): Promise<boolean> {
    const client = this.#client;
    if (client === undefined) return false;
    let isLocked = false;
    const locked = client.query(lockStatement, [advisoryLocks.workers, workerId]).then(
      () => {
        isLocked = true;
      },
      () => undefined,
    );
    await completesWithin(relockMs, locked);
    return isLocked;
  }

  /** Adds this process, under a new id. */
  async #join(): Promise<number> {
    const { db, sessionUrl } = this.#options;
    const { worker_id } = await db
      .insertInto("workers")
      .values({ has_lock: sessionUrl === undefined })
      .returning("worker_id")
      .executeTakeFirstOrThrow();
    this.#workerId = worker_id;
    this.#onJoined(worker_id);
    return worker_id;
  }

  /** Removes this process, after it has released its leases. */
  async leave(): Promise<void> {
    if (this.#workerId !== undefined) await this.#remove([this.#workerId]);
  }

  /** Nothing has a lease of theirs any more. */
  async #removeExpired(now: number): Promise<void> {
    const before = now - graceMs - this.#options.leaseMs;
    const expired = [...this.#lostSince].filter(([, since]) => since <= before).map(([workerId]) => workerId);
    if (expired.length > 0) await this.#remove(expired);
  }

  async #remove(workerIds: readonly number[]): Promise<void> {
    await this.#options.db.deleteFrom("workers").where("worker_id", "in", workerIds).execute();
  }
}

const lockStatement = "select pg_advisory_lock($1, $2)";

/** The workers that have lost their lock. On the embedded database, none holds one. */
async function selectUnlocked(db: Kysely<Schema>): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select worker_id as id from workers
    where has_lock and not exists (
      select from pg_locks
      where locktype = 'advisory' and objsubid = 2 and classid = ${advisoryLocks.workers}::oid
        and objid = worker_id::oid and database = (select oid from pg_database where datname = current_database())
    )`.execute(db);
  return rows.map(({ id }) => id);
}
