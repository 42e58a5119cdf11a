import { type ChildProcess, spawn } from "node:child_process";
import { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { errorMessage } from "../run/errors.ts";
import { now } from "./listener.ts";
import type { Trigger, TriggeredEvent, TriggerRequest } from "./trigger.ts";

/** Commands that start at a time. A command may run as long as the delivery takes, so it counts only while it starts. */
const maxStarting = 8;
const startMs = 500;
const maxErrorLength = 300;

/** Runs a command of the shell for each event, with the event's data in its environment. */
export class CommandTrigger implements Trigger {
  readonly #command: string;
  readonly #running = new Set<ChildProcess>();
  readonly #starting = new Set<Promise<unknown>>();

  constructor(command: string) {
    this.#command = command;
  }

  /** Resolves when the command has started. It may be the sender itself, and run until the delivery is settled. */
  async fire(request: TriggerRequest): Promise<TriggeredEvent> {
    while (this.#starting.size >= maxStarting) await Promise.race(this.#starting);
    const variables = {
      EVENT_TYPE: request.eventType,
      INBOX_ID: request.inboxId,
      POD_ID: request.podId,
      WEBHOOK_ID: request.webhookId,
    };
    const assignments = Object.entries(variables).map(([name, value]) => `${name}='${value}'`);
    const commandLine = `${assignments.join(" ")} ${this.#command}`;
    const event: TriggeredEvent = { ...request, triggeredAt: now(), commandLine };
    const ended = this.#run(variables)
      .catch(errorMessage)
      .then((failure) => {
        if (failure !== undefined) event.failure = failure;
      });
    const started = Promise.race([ended, delay(startMs)]).finally(() => this.#starting.delete(started));
    this.#starting.add(started);
    return event;
  }

  async close(): Promise<void> {
    for (const child of this.#running) stop(child);
  }

  /**
   * @returns why the command failed; `undefined` when it succeeded
   * @throws when it cannot be started
   */
  #run(variables: Readonly<Record<string, string>>): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.#command, {
        shell: true,
        env: { ...process.env, ...variables },
        stdio: ["ignore", "ignore", "pipe"],
        // Its own process group, so that what the shell started can be stopped too.
        detached: process.platform !== "win32",
      });
      this.#running.add(child);
      let errors = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        errors = (errors + text).slice(-maxErrorLength);
      });
      child.on("error", reject);
      child.on("close", (code, signal) => {
        this.#running.delete(child);
        const lastLines = errors.trim();
        const ending = code === null ? `ended by ${signal}` : `exit code ${code}`;
        resolve(code === 0 ? undefined : `${ending}${lastLines === "" ? "" : `: ${lastLines}`}`);
      });
    });
  }
}

function stop(child: ChildProcess): void {
  try {
    if (process.platform !== "win32" && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // It has ended.
  }
  // What it started may be in another process group and keep its error output open. This process need not wait for that.
  child.unref();
  if (child.stderr instanceof Socket) child.stderr.unref();
}
