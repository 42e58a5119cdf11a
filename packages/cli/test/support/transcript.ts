import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A command of a console block, and what is printed after it. */
export interface Step {
  readonly command: string;
  readonly output: string;
}

/** The console blocks of a document: `$ command`, and its output. */
export function consoleBlocks(markdown: string): Step[][] {
  return [...markdown.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, text = ""]) =>
    text
      .split(/^\$ /m)
      .slice(1)
      .map((step) => {
        const [command = "", ...lines] = step.split("\n");
        return { command, output: lines.join("\n") };
      }),
  );
}

/** What is another one in each run. Ids are the same thing throughout a run; times and durations are not. */
const ids =
  /\b(?:wh|evt|dlv|tok)_[a-z0-9]+|whsec_[A-Za-z0-9+/]+=*|\bawt_[\w-]{40,}|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|http:\/\/(?:127\.0\.0\.1|localhost):\d+/g;
const times = /\d{4}-\d\d-\d\dT[\d:.]+Z|\b\d\d:\d\d:\d\d\b|\b\d+ ms\b/g;

/** Which values of a run stand for which values of a document. */
export class Translation {
  readonly #runs = new Map<string, string>();

  constructor(known: Readonly<Record<string, string>> = {}) {
    for (const [written, actual] of Object.entries(known)) this.#runs.set(written, actual);
  }

  /** A text of the document with the values of this run. */
  toRun(written: string): string {
    return written.replaceAll(ids, (id) => this.#runs.get(id) ?? id);
  }

  /** What was printed in this run, with the values of the document, as far as they are in the right places. */
  toDocument(printed: string, written: string): string {
    const inDocument = [...written.matchAll(ids)].map(([id]) => id);
    let index = 0;
    const translated = printed.replaceAll(ids, (id) => {
      const there = inDocument[index++];
      if (there === undefined) return id;
      if (!this.#runs.has(there)) this.#runs.set(there, id);
      return this.#runs.get(there) === id ? there : id;
    });
    return withoutTimes(translated);
  }
}

/** Times are written as one, and columns that are as wide as them as if they were not. */
export const withoutTimes = (text: string): string => text.replaceAll(times, "<time>").replaceAll(/ {2,}/g, "  ");

/** The words of a command line, as a shell splits them. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

/** What `cat FILE |` before a command gives it, and the command. */
export async function withStdin(command: string, directory: string): Promise<{ argv: string[]; stdin: string }> {
  const [, file, rest = ""] = /^(?:cat (\S+) \| )?agent-webhooks (.*)$/.exec(command) ?? [];
  const stdin = file === undefined ? "" : await readFile(join(directory, file), "utf8");
  const argv = wordsOf(rest).map((word) => (word.endsWith(".json") ? join(directory, word) : word));
  return { argv, stdin };
}
