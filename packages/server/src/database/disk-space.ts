import { statfsSync } from "node:fs";

/**
 * With less free space, writes are rejected: Postgres exits when it cannot write its log. Writes that are in progress at
 * that moment still fit.
 */
export const minFreeBytes: number = 128 * 1024 * 1024;
const checkIntervalMs = 100;

/** The free space of a disk. */
export class DiskSpace {
  readonly #freeBytes: () => number;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #hasSpace = true;

  constructor(freeBytes: () => number) {
    this.#freeBytes = freeBytes;
  }

  /** The disk of a directory. */
  static of(directory: string): DiskSpace {
    return new DiskSpace(() => {
      const { bavail, bsize } = statfsSync(directory);
      return bavail * bsize;
    });
  }

  /** For a database server, which monitors its own disk. */
  static unlimited(): DiskSpace {
    return new DiskSpace(() => Number.POSITIVE_INFINITY);
  }

  /** Whether there is space for writes. Asks the operating system every 100 ms at most, which takes microseconds. */
  hasSpace(): boolean {
    const now = performance.now();
    if (now - this.#checkedAt >= checkIntervalMs) {
      this.#hasSpace = this.#readFreeBytes() >= minFreeBytes;
      this.#checkedAt = now;
    }
    return this.#hasSpace;
  }

  /** If the operating system does not say, writes are not held back: the database itself reports a full disk. */
  #readFreeBytes(): number {
    try {
      return this.#freeBytes();
    } catch {
      return Number.POSITIVE_INFINITY;
    }
  }
}
