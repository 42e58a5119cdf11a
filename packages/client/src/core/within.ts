import { AbortError, type RequestFacts } from "./errors.ts";

/**
 * What `work` comes to; or what `late` gives, when `ms` pass before. Without `work` it is a pause. Rejects with an
 * `AbortError` as soon as `caller` aborts, also when `work` ignores the signal that it gets.
 */
export function within<T>(
  caller: AbortSignal,
  request: RequestFacts,
  ms: number,
  work?: (signal: AbortSignal) => Promise<T>,
  late?: () => T,
): Promise<T | undefined> {
  const clock = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return new Promise<T | undefined>((resolve, reject) => {
    const stop = () => {
      clock.abort();
      if (caller.aborted) reject(new AbortError("was aborted by the caller.", { request, cause: caller.reason }));
      else resolve(late?.());
    };
    // Timers that are told to wait longer than this do not wait at all.
    timer = setTimeout(stop, Math.min(ms, 2 ** 31 - 1));
    // The signal belongs to one call. Its property, unlike listeners, does not pile up over the attempts.
    caller.onabort = stop;
    if (caller.aborted) stop();
    else work?.(clock.signal).then(resolve, reject);
  }).finally(() => clearTimeout(timer));
}
