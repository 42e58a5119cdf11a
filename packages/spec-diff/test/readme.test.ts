import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { diffDocuments } from "../src/diff-specs.ts";
import { patternOf, readRules } from "../src/explain-rule.ts";
import { formatDiff } from "../src/format-diff.ts";
import { versionsOf } from "../src/version.ts";
import { toDocument } from "./support.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Rule {
  readonly name: string;
  readonly level: string;
  readonly pattern: RegExp;
  /** One for each choice in braces, whatever the other choices. */
  readonly choices: readonly RegExp[];
}

async function listedRules(): Promise<Rule[]> {
  return (await readRules()).flatMap(({ names, level }) =>
    names.map((name) => {
      const braces = [...name.matchAll(/\{([^}]*)\}/g)];
      const choices = braces.flatMap(({ index, 0: all, 1: list = "" }) =>
        list.split(",").map((choice) => patternOf(name.slice(0, index) + choice + name.slice(index + all.length))),
      );
      return { name, level, pattern: patternOf(name), choices };
    }),
  );
}

/** Every `id: level` in the `.txt` files, which list all changes that the tests make between two documents. */
async function readFindings(): Promise<[id: string, level: string][]> {
  const files = (await readdir(`${root}/test`)).filter((file) => file.endsWith(".txt"));
  const texts = await Promise.all(files.map((file) => readFile(`${root}/test/${file}`, "utf8")));
  const sides = "request|response|event|receiver-response|document";
  const lines = texts.join("").matchAll(new RegExp(`^  (?:[→←] )?([✗!]) (?:(?:${sides}) )?([a-z-]+)(?: at|:)`, "gm"));
  const found = [...lines].map(([, mark, id = ""]): [string, string] => [id, mark === "✗" ? "breaking" : "warning"]);
  // Found by comparing them the other way round: unannounced-additions.test.ts.
  return [...found, ["info-version-not-increased", "warning"]];
}

test("the README lists every rule with its level", async () => {
  const [rules, findings] = await Promise.all([listedRules(), readFindings()]);
  const matches = (id: string, level: string) => (rule: Rule) => rule.level === level && rule.pattern.test(id);
  expect(findings.length).toBeGreaterThan(500);
  expect(findings.filter(([id, level]) => !rules.some(matches(id, level)))).toEqual([]);
  expect(rules.filter((rule) => !findings.some(([id, level]) => matches(id, level)(rule)))).toEqual([]);
  const isFound = (pattern: RegExp) => findings.some(([id]) => pattern.test(id));
  expect(rules.flatMap(({ choices }) => choices.filter((choice) => !isFound(choice)))).toEqual([]);
});

test("the README shows a diff as it is printed", async () => {
  const [base, head] = ["HEAD^:specs/webhooks.yaml", "specs/webhooks.yaml"];
  const spec = await readFile(`${root}/../../specs/webhooks.yaml`, "utf8");
  const before = toDocument(parse(spec), base);
  const after = toDocument(parse(spec.replace("maxItems: 10", "maxItems: 5")), head);
  const changes = diffDocuments(before, after);
  const printed = formatDiff({ base, head, versions: versionsOf(before, after), changes });
  const anyVersion = (text: string) => text.replaceAll(/\d+\.\d+\.\d+/g, "1.0.0");
  const readme = await readFile(`${root}/README.md`, "utf8");
  expect(anyVersion(readme)).toContain(`\`\`\`text\n${anyVersion(stripVTControlCharacters(printed))}\`\`\``);
});
