import { readdir, readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { readSettings } from "../src/settings.ts";
import { startService } from "../src/testing/index.ts";

const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");

/** Rows of the table whose first column has this heading, as their cells. */
function table(heading: string): string[][] {
  const lines = readme.split("\n");
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
  const rows = table("variable").map(([name = "", fallback = ""]) => ({ name: codeIn(name)[0] ?? "", fallback }));

  test("has every variable that is read, and no other", () => {
    const read = new Set<string>();
    const environment = new Proxy<Record<string, string | undefined>>(
      {},
      {
        get(_, name) {
          read.add(String(name));
          return undefined;
        },
      },
    );
    readSettings(environment);
    expect(rows.map(({ name }) => name).sort()).toEqual([...read].sort());
  });

  test.each(rows.filter(({ fallback }) => fallback !== ""))("has the default of $name: $fallback", (row) => {
    const [embedded = "", onPostgres = embedded] = codeIn(row.fallback);
    expect(readSettings({ [row.name]: embedded })).toEqual(readSettings({}));
    expect(readSettings({ ...postgres, [row.name]: onPostgres })).toEqual(readSettings(postgres));
  });
});

test("RELIABILITY.md names tests that exist", async () => {
  const reliability = await readFile(new URL("../RELIABILITY.md", import.meta.url), "utf8");
  const named = new Set([...reliability.matchAll(/`([\w-]+\.test\.ts)`/g)].map(([, name = ""]) => name));
  expect(await readdir(new URL(".", import.meta.url))).toEqual(expect.arrayContaining([...named]));
  expect(named.size).toBeGreaterThan(5);
});

test("the table of metrics has every metric of ours, and no other", async () => {
  await using service = await startService();
  const text = await (await fetch(`${service.url}/metrics`)).text();
  const names = [...text.matchAll(/^# TYPE (agent_webhooks_\w+) /gm)].map(([, name = ""]) => name);
  expect(
    table("metric")
      .map(([name = ""]) => codeIn(name)[0])
      .sort(),
  ).toEqual(names.sort());
});
