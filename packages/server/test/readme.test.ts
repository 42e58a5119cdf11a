/** README.md, RELIABILITY.md and OPERATIONS.md name what exists. */
import { readdir, readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { readSettings } from "../src/settings.ts";
import { startService } from "../src/testing/index.ts";
import { settingNames } from "./support/setting-names.ts";

const read = (name: string) => readFile(new URL(`../${name}`, import.meta.url), "utf8");
const readme = await read("README.md");

/** Rows of the table whose first column has this heading, as their cells. */
function table(markdown: string, heading: string): string[][] {
  const lines = markdown.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} `));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  return lines.slice(start + 2, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const codeIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

const postgres = { DATABASE_URL: "postgres://db/hooks", ENCRYPTION_KEY: Buffer.alloc(32).toString("base64") };

describe("the table of settings", () => {
  const rows = table(readme, "variable").map(([name = "", fallback = ""]) => ({
    name: codeIn(name)[0] ?? "",
    fallback,
  }));

  test("has every variable that is read, and no other", () => {
    expect(rows.map(({ name }) => name).sort()).toEqual(settingNames().sort());
  });

  test.each(rows.filter(({ fallback }) => fallback !== ""))("has the default of $name: $fallback", (row) => {
    const [embedded = "", onPostgres = embedded] = codeIn(row.fallback);
    expect(readSettings({ [row.name]: embedded })).toEqual(readSettings({}));
    expect(readSettings({ ...postgres, [row.name]: onPostgres })).toEqual(readSettings(postgres));
  });
});

test("what the documents link to is part of the package", async () => {
  const documents = await Promise.all(["README.md", "OPERATIONS.md", "RELIABILITY.md"].map(read));
  const links = documents.flatMap((text) =>
    [...text.matchAll(/\]\((?!https?:|\.\.)([\w.-]+)/g)].map(([, name = ""]) => name),
  );
  expect(["README.md", ...packageJson.files]).toEqual(expect.arrayContaining(links));
  expect(new Set(links).size).toBeGreaterThan(3);
});

test("RELIABILITY.md names tests that exist", async () => {
  const reliability = await read("RELIABILITY.md");
  const named = new Set([...reliability.matchAll(/`([\w-]+\.test\.ts)`/g)].map(([, name = ""]) => name));
  expect(await readdir(new URL(".", import.meta.url))).toEqual(expect.arrayContaining([...named]));
  expect(named.size).toBeGreaterThan(5);
});

test("the table of metrics has every metric of ours, and no other", async () => {
  await using service = await startService();
  const text = await (await fetch(`${service.url}/metrics`)).text();
  const names = [...text.matchAll(/^# TYPE (agent_webhooks_\w+) /gm)].map(([, name = ""]) => name);
  expect(
    table(await read("OPERATIONS.md"), "metric")
      .map(([name = ""]) => codeIn(name)[0])
      .sort(),
  ).toEqual(names.sort());
});
