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
  /** Called when this process leases under a new id: its leases from before may be void soon. */
  readonly onRejoin?: () => void;
  /** How long the first check waits until others can see that this process is alive. @default 2_000 */
  readonly visibleMs?: number;
}

/** A process whose session breaks usually opens another one within this time. */
const graceMs = 2_000;
const checkEveryMs = 500;
/** How long a session that does not respond may delay a check. */
const relockMs = 500;
/** Former ids are kept, because there may be leases under them: not those of long ago. */
const maxIds = 8;
/** If more leases are lost, the oldest ones are left to expire. */
const maxLost = 100;
/** A process whose lock is lost for longer leases under another id, before others take it for dead. */
const rejoinMs = 1_500;

/**
 * The processes that claim deliveries: this one, and those that have died. A process holds an advisory lock while its session
 * is open, which ends with it, and names itself in its leases: others need not wait until these expire. A process that cannot
 * open its session again in time leases under a new id, which others take for alive until its lock has been held once.
 */
export class Workers {
  readonly #options: WorkersOptions;
  /** Ids of this process, the current one last. */
  readonly #ids: number[] = [];
  /** When the lock of the current id was last known to be held, by `performance.now()`. */
  #heldAt = 0;
  /** The id for which `lock` has completed. */
  #lockedId: number | undefined;
  #isLocking = false;
  #isRelocking = false;
  #claims = 0;
  /** When the lock of another worker was first seen to be free. */
  readonly #lostSince = new Map<number, number>();
  /** Leases under which this process sends nothing, though there may be deliveries under them. */
  readonly #lostLeases = new Set<string>();
  #nextCheck = 0;
  /** When the locks of others were last looked at. */
  #checkedAt = 0;
  readonly #joined: Promise<void>;
  #onJoined!: () => void;
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

  /** Leases that were lost, and the ids of dead workers: all of their leases are void. */
  get voidLeases(): string[] {
    const before = this.#checkedAt - graceMs;
    const dead = [...this.#lostSince].filter(([, since]) => since <= before).map(([workerId]) => String(workerId));
    return [...dead, ...this.#lostLeases];
  }

  /** Whether others know of this process. */
  get hasJoined(): boolean {
    return this.#mayLease;
  }

  /** Returns a lease for deliveries that this process claims. */
  newLease(): string {
    return `${this.#ids.at(-1)}:${this.#claims++}`;
  }

  /**
   * Makes a lease void for this process, because the statement with it has failed. If only its response was lost, it was
   * committed nevertheless, or will be.
   */
  loseLease(lease: string): void {
    this.#lostLeases.add(lease);
    const [oldest = lease] = this.#lostLeases;
    if (this.#lostLeases.size > maxLost) this.#lostLeases.delete(oldest);
    setTimeout(() => this.#lostLeases.delete(lease), this.#options.leaseMs).unref();
  }

  /**
   * Adds this process, if it has not been added, and looks for those that have died, twice a second at most. The first time,
   * waits for the lock for a while: no process would notice the death of one that has none.
   */
  async check(): Promise<void> {
    if (this.#ids.length === 0) await this.#join();
    const { sessionUrl, visibleMs = graceMs } = this.#options;
    if (!this.#mayLease && sessionUrl !== undefined) await completesWithin(visibleMs, this.#visible);
    this.#mayLease = true;
    const now = performance.now();
    if (now < this.#nextCheck) return;
    this.#nextCheck = now + checkEveryMs;
    const unlocked = await selectUnlocked(this.#options.db).catch((error: unknown) => {
      // Where the database cannot be asked, others cannot open their sessions.
      this.#lostSince.clear();
      throw error;
    });
    const seenAt = performance.now();
    await this.#keepLocks(unlocked, now);
    const lost = unlocked.filter((id) => !this.#ids.includes(id));
    for (const workerId of this.#lostSince.keys()) if (!lost.includes(workerId)) this.#lostSince.delete(workerId);
    for (const workerId of lost) if (!this.#lostSince.has(workerId)) this.#lostSince.set(workerId, seenAt);
    this.#checkedAt = now;
    await this.#removeExpired(now);
  }

  /** Shows other processes that this one is alive, while the connection is open. */
  async lock(client: pg.Client): Promise<void> {
    this.#client = client;
    await this.#joined;
    this.#isLocking = true;
    try {
      // It may join again meanwhile.
      do {
        const workerId = this.#ids.at(-1) as number;
        if (await tryLock(client, workerId)) {
          await sql`
            insert into workers (worker_id, has_lock) values (${workerId}, true)
            on conflict (worker_id) do update set has_lock = true`.execute(this.#options.db);
          this.#lockedId = workerId;
        } else {
          // Held by a session of this process that the network has lost.
          await this.#join();
        }
      } while (this.#lockedId !== this.#ids.at(-1));
      // There may be leases under its former ids.
      for (const id of this.#ids.slice(0, -1)) await tryLock(client, id);
    } finally {
      this.#isLocking = false;
    }
    this.#onVisible();
  }

  /** Locks what is not locked of this process, or joins under another id, if that is not possible for long. */
  async #keepLocks(unlocked: readonly number[], now: number): Promise<void> {
    const workerId = this.#ids.at(-1);
    if (this.#options.sessionUrl === undefined || workerId === undefined) return;
    const relocked = await this.#relock(this.#ids.filter((id) => unlocked.includes(id)));
    if (unlocked.includes(workerId) && !relocked.has(workerId)) {
      if (now - this.#heldAt < rejoinMs) return;
      await this.#join();
      this.#options.onRejoin?.();
    } else {
      this.#heldAt = now;
      if (this.#lockedId === workerId) return;
    }
    // The session may only have been slow.
    const client = this.#client;
    if (client !== undefined && !this.#isLocking) this.lock(client).catch(() => undefined);
  }

  /** A pooler between this process and Postgres may have replaced the connection. */
  async #relock(ids: readonly number[]): Promise<ReadonlySet<number>> {
    const relocked = new Set<number>();
    const client = this.#client;
    if (client === undefined || ids.length === 0 || this.#isRelocking) return relocked;
    const lockAll = async () => {
      this.#isRelocking = true;
      try {
        for (const id of ids) if (await tryLock(client, id)) relocked.add(id);
      } catch {
        // The session is replaced.
      } finally {
        this.#isRelocking = false;
      }
    };
    await completesWithin(relockMs, lockAll());
    return new Set(relocked);
  }

  /** Adds this process, under a new id. */
  async #join(): Promise<void> {
    const { db, sessionUrl } = this.#options;
    const { worker_id } = await db
      .insertInto("workers")
      .values({ has_lock: sessionUrl === undefined })
      .returning("worker_id")
      .executeTakeFirstOrThrow();
    this.#ids.push(worker_id);
    // An id without a row is never taken for dead.
    const former = this.#ids.splice(0, Math.max(0, this.#ids.length - maxIds));
    if (former.length > 0) await this.#remove(former);
    this.#heldAt = performance.now();
    this.#onJoined();
  }

  /** Removes this process, after it has released its leases. */
  async leave(): Promise<void> {
    if (this.#ids.length > 0) await this.#remove(this.#ids);
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

/** Does not wait: a session that the network has lost keeps its locks for a minute. */
async function tryLock(client: pg.Client, workerId: number): Promise<boolean> {
  const statement = "select pg_try_advisory_lock($1, $2) as is_locked";
  const { rows } = await client.query<{ is_locked: boolean }>(statement, [advisoryLocks.workers, workerId]);
  return rows[0]?.is_locked ?? false;
}

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
