import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { diffDocuments } from "../src/diff-specs.ts";
import { formatDiff } from "../src/format-diff.ts";
import { versionsOf } from "../src/version.ts";
import { toDocument } from "./support.ts";

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
