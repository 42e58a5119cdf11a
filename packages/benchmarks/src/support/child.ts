import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { FailureReply } from "../processes/process.ts";

/** A process started from a file of `processes/`, which replies to messages one by one. */
export interface Child<Ready> extends AsyncDisposable {
  /** What it sent when it was ready. */
  readonly ready: Ready;
  /** Sends a message, and waits for the reply. Rejects if the process fails to do what the message says. */
  request<Reply>(message: object): Promise<Reply>;
  /** Highest resident memory so far, in bytes; 0 except on Linux. */
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
      child.once("message", (message: Message | FailureReply) => {
        child.off("exit", onExit);
        if (isFailure(message)) reject(new Error(message.failure));
        else resolve(message);
      });
    });
  const ready = await next<Ready>();
  return {
    ready,
    request(message) {
      const reply = next<never>();
      child.send(message);
      return reply;
    },
    peakMemory: () => peakMemoryOf(child),
    [Symbol.asyncDispose]: () => kill(child),
  };
}

const isFailure = (message: unknown): message is FailureReply =>
  typeof message === "object" && message !== null && "failure" in message;

/** Kills a process, and waits until it has exited. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await exited;
}

/** Highest resident memory of a running process, from Linux; 0 elsewhere. */
export function peakMemoryOf({ pid }: ChildProcess): number {
  try {
    const [, kibibytes = "0"] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kibibytes) * 1024;
  } catch {
    return 0;
  }
}
