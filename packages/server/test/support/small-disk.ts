import { execFileSync } from "node:child_process";
import { statfs, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a directory a disk of its own.
 *
 * @param size as of `mount`: `320m`
 * @returns a function that unmounts it; `undefined` where this user may not mount one
 */
export function mountSmallDisk(directory: string, size: string): (() => void) | undefined {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", directory], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  return () => execFileSync("umount", ["--lazy", directory], { stdio: "ignore" });
}

/** Writes a file that leaves so many bytes of its disk free. */
export async function fillDisk(file: string, bytesLeft: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(file));
  await writeFile(file, Buffer.alloc(Math.max(0, bavail * bsize - bytesLeft)));
}
