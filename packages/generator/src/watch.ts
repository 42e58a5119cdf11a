import { type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";

/** An editor writes a file in several steps. */
const settleMs = 50;

/** Waits for changes in the folders of some files, also of changes before the wait. */
export class FileWatcher implements Disposable {
  readonly #watchers = new Map<string, FSWatcher>();
  #hasChanged = false;
  #wake: (() => void) | undefined;

  /** Watches the folders of more files. Whole folders, because editors replace files. */
  add(files: readonly string[]): void {
    for (const folder of new Set(files.map((file) => dirname(file)))) {
      if (this.#watchers.has(folder)) continue;
      const watcher = watch(folder, () => {
        this.#hasChanged = true;
        this.#wake?.();
      });
      // The folder was removed.
      watcher.on("error", () => {
        watcher.close();
        this.#watchers.delete(folder);
      });
      this.#watchers.set(folder, watcher);
    }
  }

  /** Resolves after a change since the last call, or when the signal is aborted. */
  async changed(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      signal.addEventListener("abort", () => resolve(), { once: true });
      if (this.#hasChanged || signal.aborted) resolve();
    });
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, settleMs));
    this.#hasChanged = false;
  }

  [Symbol.dispose](): void {
    for (const watcher of this.#watchers.values()) watcher.close();
  }
}
