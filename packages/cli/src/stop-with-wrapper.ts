/**
 * Ends this process, as SIGTERM does, when the npx, npm or pnpm that runs it has ended: a signal to one of them does not
 * reach what it runs. Importing this file is enough.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";

const pollMs = 1_000;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly session: string;
  /** The command and its arguments. */
  readonly words: readonly string[];
}

/** Reads a process; `undefined` if it has ended, or the system does not say. */
function readProcess(pid: number): Process | undefined {
  try {
    if (process.platform === "linux") {
      // The program name in parentheses may contain anything.
      const [, fields = ""] = /\) ([^)]*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
      const [state = "Z", parent, , session = ""] = fields.split(" ");
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split(/[\0 ]/);
      return state === "Z" ? undefined : { pid, parent: Number(parent), session, words };
    }
    const { stdout } = spawnSync("ps", ["-o", "stat=,ppid=,sess=,command=", "-p", String(pid)], { encoding: "utf8" });
    const [state = "Z", parent, session = "", ...words] = stdout.trim().split(/\s+/);
    return state.startsWith("Z") ? undefined : { pid, parent: Number(parent), session, words };
  } catch {
    return undefined;
  }
}

/** `npm`, `npx` or `pnpm` if the process is one of them, also when Node runs it as a script. */
function packageManagerOf({ words }: Process): string | undefined {
  const [command = "", script = ""] = words.map((word) => basename(word));
  return /^(npm|npx|pnpm)\b/.exec(command === "node" ? script : command)?.[1];
}

/** The package managers above this process, the nearest first, and the shells by which one runs the other left out. */
function readPackageManagers(): Process[] {
  const found: Process[] = [];
  const self = readProcess(process.pid);
  let above = self && readProcess(self.parent);
  // A session of its own: it was made to outlive them.
  while (above !== undefined && above.session === self?.session) {
    if (packageManagerOf(above) !== undefined) found.push(above);
    else if (!/^(ba|da|z)?sh$/.test(basename(above.words[0] ?? "")) || above.words[1] !== "-c") break;
    above = readProcess(above.parent);
  }
  return found;
}

const managers = process.env.npm_config_user_agent === undefined ? [] : readPackageManagers();
const outermost = managers.at(-1);
// It set this variable; if it is not there, it ended before this process began.
const isOrphan =
  process.env.npm_config_npm_version !== undefined && managers.every((each) => packageManagerOf(each) === "pnpm");

if (outermost !== undefined) {
  const timer = setInterval(() => {
    if (!isOrphan && readProcess(outermost.pid) !== undefined) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, pollMs).unref();
}
