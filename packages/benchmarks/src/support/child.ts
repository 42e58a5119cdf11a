import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A process of its own, from a file of `processes/`, which says when it is ready and answers messages one by one. */
export interface Child<Ready> extends AsyncDisposable {
  /** What it said when it was ready. */
  readonly ready: Ready;
  /** Sends a message, and waits for the answer to it. */
  ask<Answer>(message: object): Promise<Answer>;
  /** Highest resident memory so far, in bytes; 0 where the system does not tell. */
  peakMemory(): number;
}

/** Starts `processes/<name>.ts` with `argument`. */
export async function startChild<Ready>(name: string, argument: object = {}): Promise<Child<Ready>> {
  const file = fileURLToPath(new URL(`../processes/${name}.ts`, import.meta.url));
  const child = fork(file, [JSON.stringify(argument)], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const next = <Message>() =>
    new Promise<Message>((resolve, reject) => {
      const onExit = (code: number | null) => reject(new Error(`${name} ended with ${code}`));
      child.once("exit", onExit);
      child.once("message", (message) => {
        child.off("exit", onExit);
        resolve(message as Message);
      });
    });
  const ready = await next<Ready>();
  return {
    ready,
    ask(message) {
      const answer = next<never>();
      child.send(message);
      return answer;
    },
    peakMemory: () => peakMemoryOf(child),
    [Symbol.asyncDispose]: () => ended(child),
  };
}

/** Ends a process, and waits until it is gone. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await exited;
}

/** Highest resident memory of a running process, from Linux; 0 elsewhere. */
export function peakMemoryOf({ pid }: ChildProcess): number {
  return memory(pid, "VmHWM");
}

/** Resident memory of a running process, from Linux; 0 elsewhere. */
export function memoryOf({ pid }: ChildProcess): number {
  return memory(pid, "VmRSS");
}

function memory(pid: number | undefined, field: string): number {
  try {
    const [, kibibytes = "0"] =
      new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kibibytes) * 1024;
  } catch {
    return 0;
  }
}
