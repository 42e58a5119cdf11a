import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import type { Store } from "./store.ts";

/** A function that returns the seconds of processor time so far, of a process and of the Postgres of a store; Linux only. */
export async function processorTime(pid: number, store: Store): Promise<() => number> {
  // Not the process of this connection, which may have ended when it is read: Postgres would be left out.
  const [row] = await store.query("select pid from pg_stat_activity where backend_type = 'checkpointer'");
  const { parent: postmaster } = read(Number(row?.pid));
  if (postmaster === 0) throw new Error("the process of Postgres was not found");
  return () => read(pid).seconds + secondsOf(postmaster);
}

/** Of a process and its children, also those that have ended. */
function secondsOf(postmaster: number): number {
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => read(Number(name)))
    .filter(({ parent }) => parent === postmaster);
  const { seconds, endedChildren } = read(postmaster);
  return children.reduce((sum, child) => sum + child.seconds, seconds + endedChildren);
}

const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** The parent and the processor time of a process; zeros if it has ended. */
function read(pid: number): { readonly parent: number; readonly seconds: number; readonly endedChildren: number } {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return { parent: 0, seconds: 0, endedChildren: 0 };
  }
  // The name of the program, in parentheses, may contain spaces. proc_pid_stat(5): ppid is 4, the times are 14 to 17.
  const [, parent, ...rest] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = rest.slice(9, 13);
  return {
    parent: parent ?? 0,
    seconds: (user + system) / ticksPerSecond,
    endedChildren: (childrenUser + childrenSystem) / ticksPerSecond,
  };
}
