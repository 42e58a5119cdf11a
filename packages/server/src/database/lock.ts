import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";

/** Lock files that this process holds: its own pid in a file says nothing, it may be left by an earlier process. */
const held = new Set<string>();

/**
 * Takes a lock file for this process, also when the process that made it is gone.
 *
 * @returns how to give it back, or `undefined` when a living process holds it.
 */
export async function acquireLock(file: string): Promise<(() => Promise<void>) | undefined> {
  const mine = `${file}.${randomUUID()}`;
  await writeFile(mine, ownerOf(process.pid), { mode: 0o600 });
  try {
    // A link is there at once and with its content, or not at all.
    while (!(await linked(mine, file))) {
      const owner = await readFile(file, "utf8").catch(() => undefined);
      if (owner === undefined) continue;
      if (held.has(file) || isAlive(owner)) return undefined;
      await removeStale(file, owner);
    }
  } finally {
    await rm(mine, { force: true });
  }
  held.add(file);
  return async () => {
    held.delete(file);
    await rm(file, { force: true });
  };
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

/** Another process may have done so first and hold a new lock by now: then its file goes back. */
async function removeStale(file: string, owner: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  await rename(file, aside).catch(() => undefined);
  const moved = await readFile(aside, "utf8").catch(() => owner);
  if (moved !== owner) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

/** Pid, and when it started: pids are used again, in containers soon. */
function ownerOf(pid: number): string {
  return `${pid} ${startTime(pid)}`;
}

function isAlive(owner: string): boolean {
  const pid = Number.parseInt(owner, 10);
  if (!(pid > 0) || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, under another user.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  return owner === ownerOf(pid);
}

/** In clock ticks after boot, from Linux; elsewhere 0, and the pid alone has to do. */
function startTime(pid: number): string {
  try {
    // The name of the program stands in brackets and may hold anything.
    const [, fields = ""] = /\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return fields.split(" ")[19] ?? "0";
  } catch {
    return "0";
  }
}
