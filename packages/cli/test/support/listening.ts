import { expect, onTestFinished } from "vitest";
import type { Result, User } from "./cli.ts";

/** `listen`, while it runs. */
export class Listening {
  stdout = "";
  stderr = "";
  readonly #stop = new AbortController();
  readonly ended: Promise<Result>;

  private constructor(user: User, argv: readonly string[]) {
    this.ended = user.run(["listen", ...argv], {
      stop: this.#stop.signal,
      onOutput: (text, name) => {
        this[name] += text;
      },
    });
  }

  /** Resolves when there is a webhook, or it has ended. */
  static async start(user: User, ...argv: string[]): Promise<Listening> {
    const listening = new Listening(user, argv);
    onTestFinished(async () => {
      await listening.stop();
    });
    const ended = listening.ended.then(() => true);
    await expect.poll(() => listening.stderr.includes("Ctrl-C") || Promise.race([ended, false])).toBe(true);
    return listening;
  }

  get webhookId(): string {
    return /wh_\w+/.exec(this.stderr)?.[0] ?? "";
  }

  get url(): string {
    return /at (http:\S+)/.exec(this.stderr)?.[1] ?? "";
  }

  /** Resolves when it has printed this. */
  async printed(text: string | RegExp): Promise<void> {
    await expect.poll(() => this.stdout, { timeout: 20_000 }).toMatch(text);
  }

  stop(): Promise<Result> {
    this.#stop.abort();
    return this.ended;
  }
}
