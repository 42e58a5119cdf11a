import { afterAll } from "vitest";
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
