import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const demo = fileURLToPath(new URL("../demo/demo.ts", import.meta.url));

test("the demo shows a delivery, a duplicate handled once, a failure that recovers, and a forged event", async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["--conditions=@agent-webhooks/source", demo]);
  expect(stderr).toBe("");
  const facts = [
    "created wh_",
    "succeeded at attempt 1",
    "published again: duplicate true",
    "sent again: 2 attempts arrived",
    "attempt 1: http_error, 500",
    "attempt 2: succeeded, 200",
    "the desk returned 400",
    "the next event has 0 deliveries",
    "7 steps in",
  ];
  let from = 0;
  for (const fact of facts) {
    from = stdout.indexOf(fact, from);
    expect(from, fact).toBeGreaterThan(-1);
  }
  expect(stdout.match(/tickets: .*/g)?.at(-1)).toBe("tickets: #1 “My agent does not answer” (2)");
});

describe("the README", () => {
  const read = (path: string) => readFile(new URL(`../${path}`, import.meta.url), "utf8");

  test("shows the whole contract check", async () => {
    expect(await read("README.md")).toContain(`\`\`\`ts\n${await read("contract/receiver.test.ts")}\`\`\``);
  });

  test("lists every setting, and no other", async () => {
    const settings = [...(await read("src/settings.ts")).matchAll(/env\.([A-Z_]+)/g)].map(([, name]) => name);
    const rows = [...(await read("README.md")).matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
    expect(rows.sort()).toEqual([...new Set(settings)].sort());
  });
});
