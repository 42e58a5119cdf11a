/**
 * What `work` comes to; or what `late` gives, when `ms` pass before. Without `work` it is a pause. Rejects with what
 * `aborted` gives as soon as `caller` aborts, also when `work` ignores the signal that it gets.
 */
export async function withTimeout<T>(
  ms: number,
  caller: AbortSignal | null | undefined,
  aborted: () => Error,
  work?: (signal: AbortSignal) => Promise<T>,
  late?: () => T,
): Promise<T | undefined> {
  const clock = new AbortController();
  let stop!: () => void;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<T | undefined>((resolve, reject) => {
      stop = () => {
        clock.abort();
        if (caller?.aborted) reject(aborted());
        else resolve(late?.());
      };
      // Timers that are told to wait longer than 2 ** 31 - 1 do not wait at all.
      timer = setTimeout(stop, Math.min(ms, 2e9));
      caller?.addEventListener("abort", stop);
      if (caller?.aborted) stop();
      else work?.(clock.signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    caller?.removeEventListener("abort", stop);
  }
}
