/** An error and what caused it, on one line: `fetch failed: connect ECONNREFUSED 127.0.0.1:1`. */
export function reasonOf(error: unknown): string {
  const messages: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) messages.push(cause.message || cause.name);
  return messages.length > 0 ? messages.join(": ") : String(error);
}
