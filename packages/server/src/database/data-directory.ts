import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { StartError } from "../lib/errors.ts";
import { acquireLock } from "./lock.ts";

/** DATA_DIR, locked for this process. Its files are readable only by their owner. */
export interface DataDirectory {
  readonly path: string;
  /** Returns the trimmed text of a file, which is created from `create` when it does not exist. */
  readOrCreate(name: string, create: () => string): Promise<string>;
  /** Unlocks the directory. */
  release(): Promise<void>;
}

/**
 * Creates DATA_DIR if it does not exist, and locks it for this process.
 *
 * @throws StartError when it cannot be used, or is in use by another process
 */
export async function openDataDirectory(dataDir: string): Promise<DataDirectory> {
  const path = resolve(dataDir);
  const lockFile = join(path, "lock");
  let release: (() => Promise<void>) | undefined;
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    release = await acquireLock(lockFile);
  } catch (error) {
    throw cannotUse(path, error);
  }
  if (release === undefined) {
    throw new StartError(`DATA_DIR ${path} is in use by another process. Stop it, or set another DATA_DIR (and PORT).`);
  }
  return { path, release, readOrCreate: (name, create) => readOrCreate(join(path, name), create) };
}

async function readOrCreate(file: string, create: () => string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw cannotUse(file, error);
  }
  const text = create();
  const unfinished = `${file}.new`;
  try {
    await rm(unfinished, { force: true });
    await writeFile(unfinished, `${text}\n`, { mode: 0o600, flush: true });
    await rename(unfinished, file);
  } catch (error) {
    throw cannotUse(file, error);
  }
  return text;
}

/** Describes errors of the file system; returns others unchanged. */
function cannotUse(path: string, error: unknown): unknown {
  if (!(error instanceof Error && "code" in error && "syscall" in error)) return error;
  const reason =
    error.code === "EEXIST" ? "it is not a directory" : error.message.replace(/^[A-Z0-9]+: /, "").replace(/,.*$/, "");
  return new StartError(`Cannot use ${path}: ${reason}. Set DATA_DIR to a directory that can be read and written.`, {
    cause: error,
  });
}
