import { readFileSync, readlinkSync } from "node:fs";
import { codeOf } from "./errors.ts";

/** Whether a process exists and has not ended. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as another user.
    if (codeOf(error) !== "EPERM") return false;
  }
  // A zombie has ended, and waits for its parent to ask how. In a container without an init it does so forever.
  return !["Z", "X"].includes(statOf(pid)[0] ?? "");
}

/** Pids are reused, in containers soon, start times are not. In clock ticks since boot on Linux, elsewhere "0". */
export function startTimeOf(pid: number): string {
  return statOf(pid)[19] ?? "0";
}

/** What proc(5) says of a process, from its state on. Empty where there is no /proc. */
function statOf(pid: number): string[] {
  try {
    // The program name in parentheses may contain anything.
    const [, fields = ""] = /\) ([^)]*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return fields.split(" ");
  } catch {
    return [];
  }
}

/** Names the machine, since it was started, and the container in which pids have a meaning. Empty where there is no /proc. */
export const processNamespace: string = readNamespace();

function readNamespace(): string {
  try {
    const bootId = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${bootId}:${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return "";
  }
}
