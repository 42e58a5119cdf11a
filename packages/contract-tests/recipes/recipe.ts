import { readFile } from "node:fs/promises";

const contributing = new URL("../../../CONTRIBUTING.md", import.meta.url);

/** Lines that a recipe adds at one place of a file. */
export interface Addition {
  readonly file: string;
  readonly lines: readonly string[];
  /** Lines of the file, in their order, that lead to the place. None: the file is new. */
  readonly anchors: readonly string[];
  /** Where the lines go, relative to the last of them. */
  readonly place: "after" | "before" | "instead";
}

/** The part of CONTRIBUTING under a heading. */
export async function readRecipe(title: string): Promise<string> {
  const text = await readFile(contributing, "utf8");
  const [, recipe] = new RegExp(`^### ${title}\n([\\s\\S]*?)(?=^##|$(?![\\s\\S]))`, "m").exec(text) ?? [];
  if (recipe === undefined) throw new Error(`CONTRIBUTING has no recipe "${title}"`);
  return recipe;
}

/** The titles of the recipes that have the code to add. */
export async function readTitles(): Promise<string[]> {
  const text = await readFile(contributing, "utf8");
  return [...text.matchAll(/^### (.*)\n(?:(?!^##)[\s\S])*?^ *```diff$/gm)].map(([, title = ""]) => title);
}

/**
 * The additions in the `diff` blocks of a recipe. A block has, as in a diff, `--- file` or `+++ new file`, then starts of
 * lines that the file has (with a minus: that it then has no longer) and, with a plus, lines to add. Lines between them are
 * left out; `@@ line` continues after another line.
 */
export function additionsOf(recipe: string): Addition[] {
  const additions: Addition[] = [];
  for (const [, block = ""] of recipe.matchAll(/^ *```diff\n([\s\S]*?)^ *```$/gm)) {
    const indent = /^ */.exec(block)?.[0].length ?? 0;
    additions.push(...additionsOfBlock(block.split("\n").map((line) => line.slice(indent))));
  }
  return additions;
}

function additionsOfBlock(lines: readonly string[]): Addition[] {
  const additions: Addition[] = [];
  let file = "";
  let anchors: string[] = [];
  let added: string[] = [];
  let place: Addition["place"] = "after";
  const flush = () => {
    if (added.length > 0) additions.push({ file, lines: added, anchors, place });
    [added, place] = [[], "after"];
  };
  for (const line of lines) {
    const [, path] = /^(?:---|\+\+\+) (\S+)$/.exec(line) ?? [];
    const text = line.slice(1);
    if (path !== undefined) {
      flush();
      [file, anchors] = [path, []];
    } else if (line.startsWith("@@ ")) {
      flush();
      [anchors, place] = [[line.slice(3)], "before"];
    } else if (line.startsWith("+")) {
      added.push(text);
    } else if (line !== "") {
      const next = [...anchors, text];
      if (place === "before" && added.length > 0) anchors = next;
      flush();
      [anchors, place] = [next, line.startsWith("-") ? "instead" : "after"];
    }
  }
  flush();
  return additions;
}

/** Adds the lines to the text of the file. @throws Error when it has no such place */
export function applyAddition({ file, lines, anchors, place }: Addition, text: string): string {
  const all = text.split("\n");
  const last = anchors.reduce((after, anchor) => {
    const index = all.findIndex((line, index) => index > after && line.trim().startsWith(anchor.trim()));
    if (index < 0) throw new Error(`${file} has no line "${anchor}" after line ${after + 1}`);
    return index;
  }, -1);
  return all.toSpliced(place === "after" ? last + 1 : last, place === "instead" ? 1 : 0, ...lines).join("\n");
}
