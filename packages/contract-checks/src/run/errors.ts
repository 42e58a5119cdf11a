/** A run that could not start: invalid arguments, nothing listening, a rejected token. The message is one line. */
export class SetupError extends Error {
  override readonly name = "SetupError";
}

/** A check could not find out whether its rule holds. The check is then reported as not run, unless it has findings. */
export class NotRunError extends Error {
  override readonly name: string = "NotRunError";
}

/** The target has a limit, which other checks may have reached. The check runs again, alone, when the others are done. */
export class LimitReachedError extends NotRunError {
  override readonly name = "LimitReachedError";
}

/** The messages of an error and of its causes, on one line: `fetch failed: connect ECONNREFUSED 127.0.0.1:1`. */
export function errorMessage(error: unknown): string {
  const messages: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) messages.push(cause.message || cause.name);
  return messages.length > 0 ? messages.join(": ") : String(error);
}
