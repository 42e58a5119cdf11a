import { createHash, randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { isRunning, startTimeOf } from "../lib/processes.ts";

/** Owners in this process. Its pid alone proves nothing: an earlier process may have had the same one. */
const held = new Set<string>();

/**
 * Acquires a lock file for this process; the lock of a process that has died is replaced at once. (proper-lockfile would
 * wait until the lock is stale, so a restart after `kill -9` would fail for seconds.)
 *
 * @returns a function that releases it; `undefined` when a running process holds it
 */
export async function acquireLock(file: string): Promise<(() => Promise<void>) | undefined> {
  const id = randomUUID();
  const owner = `${process.pid} ${startTimeOf(process.pid)} ${id}`;
  const mine = `${file}.${id}`;
  await writeFile(mine, owner, { mode: 0o600 });
  held.add(owner);
  try {
    // A link appears atomically, with its content.
    while (!(await linked(mine, file))) {
      const other = await readFile(file, "utf8").catch(() => undefined);
      if (other === undefined) continue;
      if (isAlive(other)) {
        held.delete(owner);
        return undefined;
      }
      if (await replaced(file, other, mine)) break;
    }
  } finally {
    await rm(mine, { force: true });
  }
  return async () => {
    await rm(file, { force: true });
    held.delete(owner);
  };
}

/**
 * Replaces the lock of a dead owner with `mine`. This needs a lock named after that owner, so that only one process
 * replaces it, and none replaces the lock of a process that was faster.
 */
async function replaced(file: string, owner: string, mine: string): Promise<boolean> {
  const release = await acquireLock(`${file}.${createHash("sha256").update(owner).digest("hex").slice(0, 16)}`);
  if (release === undefined) return false;
  try {
    if ((await readFile(file, "utf8").catch(() => undefined)) !== owner) return false;
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
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function isAlive(owner: string): boolean {
  const pid = Number.parseInt(owner, 10);
  if (!(pid > 0)) return false;
  if (pid === process.pid) return held.has(owner);
  return isRunning(pid) && owner.split(" ")[1] === startTimeOf(pid);
}
