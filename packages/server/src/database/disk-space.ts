import { statfsSync } from "node:fs";

/**
 * Below this nothing more is written. Postgres ends itself when it cannot write its log, which is always the last thing
 * to happen; what is being written when the space gets scarce still fits.
 */
const reservedBytes = 128 * 1024 * 1024;
const everyMs = 100;

/** Whether a disk has room for more. */
export class DiskSpace {
  readonly #freeBytes: () => number;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #hasRoom = true;

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

  /** For a database that looks after its disk itself. */
  static unlimited(): DiskSpace {
    return new DiskSpace(() => Number.POSITIVE_INFINITY);
  }

  /** As it was a moment ago at most; the question takes some microseconds of the operating system. */
  hasRoom(): boolean {
    const now = performance.now();
    if (now - this.#checkedAt >= everyMs) {
      this.#hasRoom = this.#freeBytes() >= reservedBytes;
      this.#checkedAt = now;
    }
    return this.#hasRoom;
  }
}
