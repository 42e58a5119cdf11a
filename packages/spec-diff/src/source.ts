import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { promisify } from "node:util";
import { UnreadableSpecError } from "./unreadable-spec-error.ts";

/** Something to read a document from. */
export interface Source {
  /** As reports name it: `specs/webhooks.yaml`, or `HEAD^:specs/webhooks.yaml`. */
  readonly name: string;
  /** @throws {UnreadableSpecError} when it is not there */
  read(): Promise<string>;
  /** Another one, by its path from this one: what a reference to another file means. */
  beside(path: string): Source;
}

/**
 * A file, or `REV:path` as `git show` takes it. What exists as a file is one.
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

/** Far more than a spec has, and more than `execFile` allows by itself. */
const maxBytes = 64 * 1024 * 1024;

function gitSource(revision: string, path: string): Source {
  const name = `${revision}:${path}`;
  return {
    name,
    beside: (other) => gitSource(revision, posix.join(posix.dirname(path), other)),
    read: async () => {
      try {
        // After --end-of-options a revision cannot be taken for an option of git.
        const args = ["show", "--end-of-options", name];
        const { stdout } = await promisify(execFile)("git", args, { maxBuffer: maxBytes, timeout: 4_000 });
        return stdout;
      } catch (error) {
        throw new UnreadableSpecError(`cannot read ${name}: ${await gitFailure(error)}`);
      }
    },
  };
}

/** Git's own words on one line; and that the history may be missing, where it is. */
async function gitFailure(error: unknown): Promise<string> {
  if (isCode(error, "ENOENT")) return "there is no such file, and git is not installed to read it as a revision";
  const stderr = typeof error === "object" && error !== null && "stderr" in error ? String(error.stderr) : "";
  const said =
    stderr
      .trim()
      .split("\n")[0]
      ?.replace(/^fatal: /, "") || messageOf(error);
  const shallow = await promisify(execFile)("git", ["rev-parse", "--is-shallow-repository"]).catch(() => undefined);
  return shallow?.stdout.trim() === "true" ? `${said} (this clone is shallow; fetch more of its history)` : said;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
