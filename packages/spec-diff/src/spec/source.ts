import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { promisify } from "node:util";

/** A spec that cannot be read or compared: a missing file or revision, invalid YAML, not OpenAPI 3.1. */
export class UnreadableSpecError extends Error {
  override readonly name = "UnreadableSpecError";
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
        return await readFile(path, "utf8");
      } catch (error) {
        const reason = isCode(error, "ENOENT") ? "no such file" : messageOf(error);
        throw new UnreadableSpecError(`cannot read ${path}: ${reason}`);
      }
    },
  };
}

/** Far more than any spec needs; the default of `execFile` is 1 MiB. */
const maxBytes = 64 * 1024 * 1024;

function gitSource(revision: string, path: string): Source {
  const name = `${revision}:${path}`;
  return {
    name,
    beside: (other) => gitSource(revision, posix.join(posix.dirname(path), other)),
    read: async () => {
      try {
        // --end-of-options keeps a revision from being read as an option.
        const args = ["show", "--end-of-options", name];
        const { stdout } = await promisify(execFile)("git", args, { maxBuffer: maxBytes, timeout: 4_000 });
        return stdout;
      } catch (error) {
        throw new UnreadableSpecError(`cannot read ${name}: ${await gitErrorMessage(error)}`);
      }
    },
  };
}

/** Git's message on one line, with a hint if the clone is shallow. */
async function gitErrorMessage(error: unknown): Promise<string> {
  if (isCode(error, "ENOENT")) return "there is no such file, and git is not installed to read it as a revision";
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
