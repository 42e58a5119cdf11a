/**
 * Handles errors of stdout and stderr. A closed pipe, as in `… | head`, does not matter: the run goes on, and its exit code
 * stands. Anything else, such as a full disk, is one sentence and exit code 1.
 */
export function handleOutputErrors(): void {
  let isReported = false;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", ({ code, message }: NodeJS.ErrnoException) => {
      if (isReported || code === "EPIPE" || code === "EIO") return;
      isReported = true;
      process.exitCode ||= 1;
      const reason = code === "ENOSPC" ? "no space left on the device" : message;
      process.stderr.write(`webhooks-contract: cannot write the output: ${reason}\n`);
    });
  }
}
