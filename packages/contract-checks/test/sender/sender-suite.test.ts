import { afterAll, expect, test } from "vitest";
import { ReferenceSender } from "../../mutants/sender/reference.ts";
import { senderSuite } from "../../src/vitest.ts";

const sender = new ReferenceSender({ timeLimitMs: 3_000 });
afterAll(() => sender.close());

// As a service has it in its own tests.
senderSuite({
  url: "http://reference",
  token: "a-token",
  trigger: "publish",
  transport: sender.transport,
  tls: true,
  timing: { timeLimitMs: 3_000 },
});

test("the tests of a suite have no time limit: the patience of a sender may be hours", ({ task }) => {
  const suites = task.file.tasks.filter((each) => each.type === "suite");
  const timeouts = suites.flatMap(({ tasks }) => tasks.map((each) => each.type === "test" && each.timeout));
  expect(new Set(timeouts)).toEqual(new Set([0]));
});
