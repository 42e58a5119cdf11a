/** An error whose message is all that the user needs to see. The command exits with 1. */
export class CommandError extends Error {
  readonly exitCode: number = 1;
}

/** The command line, or what it refers to, is wrong. The command exits with 2. */
export class UsageError extends CommandError {
  override readonly exitCode = 2;
  /** How the command is used, if the parser did not get as far as the command. */
  readonly usage: string | undefined;

  constructor(message: string, { usage, ...options }: ErrorOptions & { usage?: string } = {}) {
    super(message, options);
    this.usage = usage;
  }
}

/** Why a file cannot be read, in a few words. */
export function describeReadError(error: unknown): string {
  const { code = "" } = error as NodeJS.ErrnoException;
  return { ENOENT: "it does not exist", EISDIR: "it is a directory", EACCES: "permission denied" }[code] ?? code;
}
