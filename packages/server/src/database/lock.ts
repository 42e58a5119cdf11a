import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";

/** Owners of this process: its own pid in a file says nothing, it may be left by an earlier process. */
const held = new Set<string>();

/**
 * Takes a lock file for this process, also when the process that made it is gone.
 *
 * @returns how to give it back, or `undefined` when a living process holds it.
 */
export async function acquireLock(file: string): Promise<(() => Promise<void>) | undefined> {
  const id = randomUUID();
  const owner = `${process.pid} ${startTime(process.pid)} ${id}`;
  const mine = `${file}.${id}`;
  await writeFile(mine, owner, { mode: 0o600 });
  held.add(owner);
  try {
    // A link is there at once and with its content, or not at all.
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
 * Puts `mine` in the place of a lock whose owner is gone. Who wants to do that holds a lock named after that owner
 * meanwhile, so that what is replaced is what was read, and not the lock of one who was faster.
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
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, under another user.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  return owner.split(" ")[1] === startTime(pid);
}

/** Pids are used again, in containers soon; their start times are not. In clock ticks after boot, from Linux; elsewhere 0, and the pid alone has to do. */
function startTime(pid: number): string {
  try {
    // The name of the program stands in brackets and may hold anything.
    const [, fields = ""] = /\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return fields.split(" ")[19] ?? "0";
  } catch {
    return "0";
  }
}
