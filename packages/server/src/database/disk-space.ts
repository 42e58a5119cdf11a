import { statfsSync } from "node:fs";

/**
 * With less free space, writes are rejected: Postgres exits when it cannot write its log. Writes that are in progress at
 * that moment still fit.
 */
export const minFreeBytes: number = 128 * 1024 * 1024;
/** With less free space, a start warns. */
const scarceBytes = 512 * 1024 * 1024;
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

  /** What an operator should know about the free space at a start; `undefined` when there is enough. */
  describeShortage(): string | undefined {
    const freeBytes = this.#readFreeBytes();
    if (freeBytes >= scarceBytes) return undefined;
    const [free, min] = [freeBytes, minFreeBytes].map((bytes) => `${Math.floor(bytes / 1024 ** 2)} MiB`);
    return freeBytes < minFreeBytes
      ? `Only ${free} of disk free: writes are rejected until ${min} are free.`
      : `Only ${free} of disk free: with less than ${min}, writes are rejected.`;
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
