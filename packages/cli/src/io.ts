/** Where text goes. */
export interface Output {
  write(text: string): unknown;
  /** A person sees it at once: it is a terminal. */
  readonly isTerminal: boolean;
  /** Characters that fit into a line. */
  readonly columns: number;
  /** Colours are wanted there (`NO_COLOR`, `FORCE_COLOR` and the terminal have been asked). */
  readonly color: boolean;
}

/** What a command has of the process that it runs in. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Aborts when the command shall end: Ctrl-C, a signal, or nobody reads its output any more. As long as no command asks
   * for it, each of these ends the process by itself.
   */
  stopSignal(): AbortSignal;
}

/** That of this process. */
export function processIo(): Io {
  let controller: AbortController | undefined;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (controller !== undefined) controller.abort();
      // `… | head` has enough, or the terminal is gone: no failure, and nothing more to say.
      else if (error.code === "EPIPE" || error.code === "EIO") process.exit(0);
      else throw error;
    });
  }
  return {
    stdin: process.stdin,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    env: process.env,
    stopSignal() {
      if (controller !== undefined) return controller.signal;
      const made = new AbortController();
      controller = made;
      // Not once: a Ctrl-C may arrive twice, from the terminal and from the package manager that runs us.
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => made.abort());
      return made.signal;
    },
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => stream.write(text),
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 100;
    },
    color: stream.isTTY === true && stream.hasColors(),
  };
}
