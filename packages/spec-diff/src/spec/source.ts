import { execFile } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { join, posix } from "node:path";
import { promisify } from "node:util";

/** A spec that cannot be read or compared: a missing file or revision, invalid YAML, not OpenAPI 3.1. */
export class UnreadableSpecError extends Error {
  override readonly name = "UnreadableSpecError";

  /** @param message becomes one line, whatever names and keys of the spec it contains */
  constructor(message: string) {
    super(message.replaceAll(/\s*[\r\n\u2028\u2029]+\s*/g, " "));
  }
}

/** Where a document is read from. */
export interface Source {
  /** As shown in reports: `specs/webhooks.yaml`, or `HEAD^:specs/webhooks.yaml`. */
  readonly name: string;
  /** @throws {UnreadableSpecError} if it does not exist */
  read(): Promise<string>;
  /** Another source by its path relative to this one, as references use it. */
  beside(path: string): Source;
}

/**
 * A file, or `REV:path` as in `git show`. A name that exists as a file is a file.
 *
 * @example sourceOf("specs/webhooks.yaml"), sourceOf("main:specs/webhooks.yaml")
 */
export function sourceOf(argument: string): Source {
  const colon = argument.indexOf(":");
  if (colon < 1 || existsSync(argument)) return fileSource(argument);
  return gitSource(argument.slice(0, colon), argument.slice(colon + 1));
}

function fileSource(path: string): Source {
  return {
    name: path,
    beside: (other) => fileSource(join(path, "..", other)),
    read: async () => {
      try {
        return decode(await readBytes(path));
      } catch (error) {
        const reason = isCode(error, "ENOENT") ? "no such file" : messageOf(error);
        throw new UnreadableSpecError(`cannot read ${path}: ${reason}`);
      }
    },
  };
}

/** Far more than any spec needs. */
const maxBytes = 64 * 1024 * 1024;
const tooLarge = "it is larger than 64 MiB";

/** Reads a file or a pipe, of which the size is not known before. */
async function readBytes(path: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of createReadStream(path)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) throw new Error(tooLarge);
  }
  return Buffer.concat(chunks);
}

/** Decodes UTF-8 without its byte order mark. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("it is not UTF-8");
  }
}

/**
 * @param isRelative whether the path starts at the current folder, which git recognizes by `./` or `../`; otherwise it
 * starts at the root of the repository
 */
function gitSource(revision: string, path: string, isRelative = /^\.{1,2}\//.test(path)): Source {
  const name = `${revision}:${path}`;
  return {
    name,
    beside: (other) => {
      const joined = posix.join(posix.dirname(path), other);
      return gitSource(revision, isRelative && !joined.startsWith("../") ? `./${joined}` : joined, isRelative);
    },
    read: async () => {
      if (!isRelative && path.startsWith("../")) {
        throw new UnreadableSpecError(`cannot read ${name}: it is outside the repository`);
      }
      try {
        // --end-of-options keeps a revision from being read as an option.
        const args = ["show", "--end-of-options", name];
        const options = { maxBuffer: maxBytes, timeout: 4_000, encoding: "buffer" } as const;
        return decode((await promisify(execFile)("git", args, options)).stdout);
      } catch (error) {
        throw new UnreadableSpecError(`cannot read ${name}: ${await gitErrorMessage(error)}`);
      }
    },
  };
}

/** Git's message on one line, and what to do if the clone is shallow. */
async function gitErrorMessage(error: unknown): Promise<string> {
  if (isCode(error, "ENOENT")) return "there is no such file, and git is not installed to read it as a revision";
  if (isCode(error, "ERR_CHILD_PROCESS_STDIO_MAXBUFFER")) return tooLarge;
  const stderr = typeof error === "object" && error !== null && "stderr" in error ? String(error.stderr) : "";
  const message =
    stderr
      .trim()
      .split("\n")[0]
      ?.replace(/^fatal: /, "") || messageOf(error);
  const shallow = await promisify(execFile)("git", ["rev-parse", "--is-shallow-repository"]).catch(() => undefined);
  return shallow?.stdout.trim() === "true" ? `${message} (this clone is shallow; fetch more of its history)` : message;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
