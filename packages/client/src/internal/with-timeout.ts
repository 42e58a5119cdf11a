/** Timers support delays up to 2 ** 31 - 1 ms; with a longer one they fire at once. */
const MAX_TIMER_MS = 2e9;

/**
 * Runs `work`. Resolves with its result, or with `undefined` as soon as `ms` are over or `signal` is aborted, even if
 * `work` ignores the signal that it gets, which is aborted then.
 */
export function withTimeout<T>(
  ms: number,
  signal: AbortSignal | null | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop!: () => void;
  return new Promise<T | undefined>((resolve, reject) => {
    stop = () => {
      controller.abort();
      resolve(undefined);
    };
    timer = setTimeout(stop, Math.min(ms, MAX_TIMER_MS));
    signal?.addEventListener("abort", stop);
    if (signal?.aborted) stop();
    else work(controller.signal).then(resolve, reject);
  }).finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  });
}
