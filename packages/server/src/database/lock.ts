import { createHash, randomUUID } from "node:crypto";
import { link, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { codeOf } from "../lib/errors.ts";
import { isRunning, processNamespace, startTimeOf } from "../lib/processes.ts";

export interface LockOptions {
  /** How often the owner of a lock shows that it is alive, in milliseconds. @default 1000 */
  readonly heartbeatMs?: number;
  /** Called when another process has taken the lock over. @default ends the process with an error */
  readonly onLost?: (error: Error) => void;
}

/** A process that has shown nothing for so many heartbeats is dead. The embedded database may block it for seconds. */
const maxMissed = 15;

/** Owners in this process. Its pid alone proves nothing: an earlier process may have had the same one. */
const held = new Set<string>();

/**
 * Acquires a lock file for this process; the lock of a process that has died is replaced at once. (proper-lockfile would
 * wait until the lock is stale, so a restart after `kill -9` would fail for seconds.) Of a process in another container or on
 * another machine only the heartbeat is seen.
 *
 * @returns a function that releases it; `undefined` when a running process holds it
 */
export async function acquireLock(
  file: string,
  { heartbeatMs = 1_000, onLost = endProcess }: LockOptions = {},
): Promise<(() => Promise<void>) | undefined> {
  const id = randomUUID();
  const owner = `${process.pid} ${startTimeOf(process.pid)} ${id} ${processNamespace}`;
  const mine = `${file}.${id}`;
  await writeFile(mine, owner, { mode: 0o600 });
  held.add(owner);
  try {
    // A link appears atomically, with its content.
    while (!(await linked(mine, file))) {
      const other = await contentOf(file);
      if (other === undefined) continue;
      if (await isAlive(other, file, heartbeatMs)) {
        held.delete(owner);
        return undefined;
      }
      if (await replaced(file, other, mine, heartbeatMs)) break;
    }
  } catch (error) {
    held.delete(owner);
    throw error;
  } finally {
    await rm(mine, { force: true });
  }
  let isOver = false;
  const isLost = async () => ((await contentOf(file)) ?? owner) !== owner;
  const beat = async () => {
    const isTaken = await isLost();
    if (isOver) return;
    if (isTaken) {
      isOver = true;
      clearInterval(heartbeat);
      onLost(new Error(`another process has taken over ${file}, because this one was suspended`));
    } else {
      const now = new Date();
      await utimes(file, now, now);
    }
  };
  const heartbeat = setInterval(() => void beat().catch(() => undefined), heartbeatMs);
  heartbeat.unref();
  return async () => {
    isOver = true;
    clearInterval(heartbeat);
    if (!(await isLost())) await rm(file, { force: true });
    held.delete(owner);
  };
}

/** Both would write the same files. */
function endProcess(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}

/** `undefined` if there is no such file. */
const contentOf = (file: string) => readFile(file, "utf8").catch(unlessMissing);

function unlessMissing(error: unknown): undefined {
  if (codeOf(error) !== "ENOENT") throw error;
}

/**
 * Replaces the lock of a dead owner with `mine`. This needs a lock named after that owner, so that only one process
 * replaces it, and none replaces the lock of a process that was faster.
 */
async function replaced(file: string, owner: string, mine: string, heartbeatMs: number): Promise<boolean> {
  const name = createHash("sha256").update(owner).digest("hex").slice(0, 16);
  const release = await acquireLock(`${file}.${name}`, { heartbeatMs });
  if (release === undefined) return false;
  try {
    if ((await contentOf(file)) !== owner) return false;
    await rename(mine, file);
    return true;
  } finally {
    await release();
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

async function isAlive(owner: string, file: string, heartbeatMs: number): Promise<boolean> {
  // Earlier versions wrote no namespace.
  const [pidText = "", startTime, , namespace = processNamespace] = owner.split(" ");
  if (namespace !== processNamespace) return hasHeartbeat(file, heartbeatMs);
  const pid = Number.parseInt(pidText, 10);
  if (!(pid > 0)) return false;
  if (pid === process.pid) return held.has(owner);
  return isRunning(pid) && startTime === startTimeOf(pid);
}

/** Waits for the next heartbeat, whose time is that of the other machine. */
async function hasHeartbeat(file: string, heartbeatMs: number): Promise<boolean> {
  const timeOf = async () => (await stat(file).catch(unlessMissing))?.mtimeMs;
  const before = await timeOf();
  for (let missed = 0; missed < maxMissed; missed++) {
    await setTimeout(heartbeatMs);
    if ((await timeOf()) !== before) return true;
  }
  return false;
}
