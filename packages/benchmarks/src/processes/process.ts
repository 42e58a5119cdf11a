/** How the processes of a benchmark talk to the one that started them. */

/** What this process was started with. */
export function argument<Argument>(): Argument {
  return JSON.parse(process.argv[2] ?? "{}");
}

/** Says that this process is ready; from then on `answer` gives an answer to each message. */
export function serve<Message>(ready: object, answer: (message: Message) => object | Promise<object>): void {
  process.on("message", async (message) => {
    process.send?.(await answer(message as Message));
  });
  // Whoever started this is gone.
  process.on("disconnect", () => process.exit());
  process.send?.(ready);
}
