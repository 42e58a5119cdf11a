/** stdout or stderr. */
export interface Output {
  write(text: string): unknown;
  readonly isTerminal: boolean;
  /** Width of a line, in characters. */
  readonly columns: number;
  /** Whether to use colors: depends on the terminal, `NO_COLOR` and `FORCE_COLOR`. */
  readonly color: boolean;
}

/** What a command uses of its process. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Whether questions can be asked: stdin and stderr are a terminal. */
  readonly isInteractive: boolean;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Returns a signal that aborts on Ctrl-C, SIGTERM or SIGHUP, or when the output is closed. Until it is called, each of
   * the signals ends the process.
   */
  stopSignal(): AbortSignal;
  /** For a server, which runs on when nothing can be written to stdout or stderr any more. */
  ignoreOutputErrors(): void;
}

/** The {@link Io} of this process. */
export function processIo(): Io {
  let controller: AbortController | undefined;
  let areErrorsIgnored = false;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", ({ code, message }: NodeJS.ErrnoException) => {
      controller?.abort();
      // `… | head` has read enough, or the terminal was closed: not an error. The command runs to its end.
      if (areErrorsIgnored || code === "EPIPE" || code === "EIO") return;
      areErrorsIgnored = true;
      process.exitCode ||= 1;
      process.stderr.write(
        `Cannot write the output: ${code === "ENOSPC" ? "no space left on the device" : message}.\n`,
      );
    });
  }
  return {
    stdin: process.stdin,
    isInteractive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    stdout: createOutput(process.stdout),
    stderr: createOutput(process.stderr),
    env: process.env,
    stopSignal() {
      if (controller !== undefined) return controller.signal;
      const stop = new AbortController();
      controller = stop;
      // Not `once`: a Ctrl-C may arrive twice, from the terminal and from the package manager.
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort());
      return stop.signal;
    },
    ignoreOutputErrors() {
      areErrorsIgnored = true;
    },
  };
}

function createOutput(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => stream.write(text),
    isTerminal: stream.isTTY === true,
    get columns() {
      // A terminal whose size is not known has 0 columns.
      return stream.columns || 100;
    },
    color: stream.isTTY === true && stream.hasColors(),
  };
}
