/**
 * Ends this process, as SIGTERM does, when the npx, npm or pnpm that runs it has ended: a signal to one of them does not
 * reach what it runs. Importing this file is enough.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeSync } from "node:fs";
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

/** Whether the process is a shell that runs one command, as package managers use it. */
function isShellCommand({ words: [command = "", option] }: Process): boolean {
  return /^(ba|da|z)?sh$/.test(basename(command)) && option === "-c";
}

/** The package managers above this process and the shells by which they run what is below them, the nearest first. */
function readWrappers(): Process[] {
  const found: Process[] = [];
  const self = readProcess(process.pid);
  let above = self && readProcess(self.parent);
  // A session of its own: it was made to outlive them.
  while (above !== undefined && above.session === self?.session) {
    if (packageManagerOf(above) === undefined && !isShellCommand(above)) break;
    found.push(above);
    above = readProcess(above.parent);
  }
  return found;
}

/** Whether the parent of a process has ended, and process 1, or one of another session, has adopted it. */
function isAdopted({ pid, parent, session }: Process): boolean {
  const above = readProcess(parent);
  // A child has the session of its parent, unless it leads one of its own.
  return parent === 1 || (above !== undefined && above.session !== session && session !== String(pid));
}

const wrappers = process.env.npm_config_user_agent === undefined ? [] : readWrappers();
const managers = wrappers.filter((each) => packageManagerOf(each) !== undefined);
const outermost = managers.at(-1);
const top = wrappers.at(-1);

if (outermost !== undefined && top !== undefined) {
  // npm sets this variable for all that it runs, directly or not. If npm is not above, and another process has adopted
  // what it ran, it ended before this process began.
  const isOrphan =
    process.env.npm_config_npm_version !== undefined &&
    managers.every((each) => packageManagerOf(each) === "pnpm") &&
    isAdopted(top);
  const name = isOrphan ? "npm or npx" : packageManagerOf(outermost);
  const timer = setInterval(() => {
    if (!isOrphan && readProcess(outermost.pid) !== undefined) return;
    clearInterval(timer);
    try {
      writeSync(2, `Stopping: the ${name} that ran this program has ended.\n`);
    } catch {
      // The terminal has been closed.
    }
    process.kill(process.pid, "SIGTERM");
  }, pollMs).unref();
}
