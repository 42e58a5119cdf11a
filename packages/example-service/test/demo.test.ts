import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const demo = fileURLToPath(new URL("../demo/demo.ts", import.meta.url));

test("the demo shows a delivery, a duplicate that is handled once, a failure that recovers, and a forgery", async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["--conditions=@agent-webhooks/source", demo]);
  expect(stderr).toBe("");
  const facts = [
    "created wh_",
    "succeeded at attempt 1",
    "published again: duplicate true",
    "sent again: 2 attempts arrived",
    "attempt 1: http_error, 500",
    "attempt 2: succeeded, 200",
    "the desk answered 400",
    "the next event makes 0 deliveries",
    "7 steps in",
  ];
  let from = 0;
  for (const fact of facts) {
    from = stdout.indexOf(fact, from);
    expect(from, fact).toBeGreaterThan(-1);
  }
  expect(stdout.match(/tickets: .*/g)?.at(-1)).toBe("tickets: #1 “My agent does not answer” (2)");
});
