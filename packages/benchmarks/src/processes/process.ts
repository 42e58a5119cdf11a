/** What a benchmark process and its parent share: messages, and a clock. */

/**
 * Milliseconds of a clock that all processes of the machine share and that is never set. `performance.timeOrigin` differs by
 * some milliseconds between processes on a busy machine.
 */
export const sharedNow = (): number => Number(process.hrtime.bigint()) / 1e6;

/** The argument this process was started with. */
export function argument<Argument>(): Argument {
  return JSON.parse(process.argv[2] ?? "{}");
}

/** The reply to a message that failed. */
export interface FailureReply {
  readonly failure: string;
}

/** Tells the parent that this process is ready, then replies to each message. */
export function serve<Message>(ready: object, respond: (message: Message) => object | Promise<object>): void {
  process.on("message", async (message) => {
    try {
      process.send?.(await respond(message as Message));
    } catch (error) {
      process.send?.({ failure: error instanceof Error ? error.message : String(error) } satisfies FailureReply);
    }
  });
  // The parent is gone.
  process.on("disconnect", () => process.exit());
  process.send?.(ready);
}
