import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { encryptionKeyBytes, parseEncryptionKeys } from "../crypto/keys.ts";
import { StartError } from "../lib/errors.ts";
import { generateToken } from "../tokens/token-format.ts";
import { acquireLock } from "./lock.ts";

/** What DATA_DIR holds beside the embedded database. Its files are readable by their owner only. */
export interface DataDirectory {
  readonly path: string;
  /** The key that was made at the first start; newer ones may have been put on lines before it. */
  encryptionKeys(): Promise<readonly [Buffer, ...Buffer[]]>;
  /** The token that was made at the first start, kept so that every start can print it. */
  bootstrapToken(): Promise<string>;
  /** Lets another process open the directory. */
  release(): Promise<void>;
}

/**
 * Makes DATA_DIR if need be and takes it for this process.
 *
 * @throws StartError when it cannot be used or another process uses it.
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
    throw new StartError(
      `DATA_DIR ${path} is in use by another process. Stop that one, or set another DATA_DIR (and PORT).`,
    );
  }
  return {
    path,
    release,
    async encryptionKeys() {
      const file = join(path, "encryption-key");
      const text = await readOrMake(file, () => randomBytes(encryptionKeyBytes).toString("base64"));
      const keys = parseEncryptionKeys(text);
      if (keys === undefined) {
        throw new StartError(`${file} must hold keys, newest first, one on a line. Restore it from a backup.`);
      }
      return keys;
    },
    bootstrapToken: () => readOrMake(join(path, "bootstrap-token"), generateToken),
  };
}

async function readOrMake(file: string, make: () => string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw cannotUse(file, error);
  }
  const text = make();
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

/** A sentence for what the file system said; anything else goes through as it is. */
function cannotUse(path: string, error: unknown): unknown {
  if (!(error instanceof Error && "code" in error && "syscall" in error)) return error;
  const reason =
    error.code === "EEXIST" ? "it is not a directory" : error.message.replace(/^[A-Z0-9]+: /, "").replace(/,.*$/, "");
  return new StartError(`Cannot use ${path}: ${reason}. Set DATA_DIR to a directory that can be read and written.`, {
    cause: error,
  });
}
