/** The rules in the README are those that the tests find, with their levels. */
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const subjects = "(?:request-(?:parameter|header|body|property)|response-(?:header|body|property))";

interface Rule {
  readonly name: string;
  readonly level: string;
  readonly pattern: RegExp;
}

async function readRules(): Promise<Rule[]> {
  const readme = await readFile(`${root}/README.md`, "utf8");
  return [...readme.matchAll(/^\| (`.*`) +\| (breaking|warning) +\|/gm)].flatMap(([, names = "", level = ""]) =>
    [...names.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => {
      const pattern = name
        .replace("…", subjects)
        .replaceAll(/\{([^}]*)\}/g, (_, choices: string) => `(?:${choices.replaceAll(",", "|")})`);
      return { name, level, pattern: new RegExp(`^${pattern}$`) };
    }),
  );
}

/** Every `id: level` in the `.txt` files, which list all changes that the tests make. */
async function readFindings(): Promise<[id: string, level: string][]> {
  const files = (await readdir(`${root}/test`)).filter((file) => file.endsWith(".txt"));
  const texts = await Promise.all(files.map((file) => readFile(`${root}/test/${file}`, "utf8")));
  const sides = "request|response|event|receiver-response|document";
  const lines = texts.join("").matchAll(new RegExp(`^  (?:[→←] )?([✗!]) (?:(?:${sides}) )?([a-z-]+)(?: at|:)`, "gm"));
  return [...lines].map(([, mark, id = ""]) => [id, mark === "✗" ? "breaking" : "warning"]);
}

test("the README lists every rule with its level", async () => {
  const [rules, findings] = await Promise.all([readRules(), readFindings()]);
  const matches = (id: string, level: string) => (rule: Rule) => rule.level === level && rule.pattern.test(id);
  expect(findings.length).toBeGreaterThan(500);
  expect(findings.filter(([id, level]) => !rules.some(matches(id, level)))).toEqual([]);
  expect(rules.filter((rule) => !findings.some(([id, level]) => matches(id, level)(rule)))).toEqual([]);
});
