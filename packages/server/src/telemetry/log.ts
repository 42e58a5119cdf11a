import type { FastifyServerOptions } from "fastify";

export const logLevels = ["silent", "fatal", "error", "warn", "info", "debug", "trace"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Where log lines go: stderr. */
export interface LogOutput {
  /** Bytes that have not been read yet. */
  readonly writableLength: number;
  write(line: string): unknown;
}

const maxBufferedBytes = 1_048_576;

/** Drops lines while a reader of the log does not keep up, because they would fill the memory of the process. */
export function boundedLog(output: LogOutput): { write(line: string): void } {
  return {
    write(line) {
      if (output.writableLength < maxBufferedBytes) output.write(line);
    },
  };
}

/** JSON lines on stderr, without headers, bodies and statement parameters: those contain tokens and secrets. */
export function logOptions(level: LogLevel): Pick<FastifyServerOptions, "logger"> {
  if (level === "silent") return { logger: false };
  return {
    logger: {
      level,
      stream: boundedLog(process.stderr),
      serializers: { err: serializeError },
    },
  };
}

/** Omits what database drivers add to an error: statement, parameters, row. */
function serializeError(error: unknown): { type: string; message: string; stack: string; code?: unknown } {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: "" };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack ?? "",
    ...("code" in error && { code: error.code }),
  };
}
