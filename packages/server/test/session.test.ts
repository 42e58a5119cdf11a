import { expect, onTestFinished, test } from "vitest";
import { keepSession } from "../src/database/session.ts";
import { createDatabase } from "./support/postgres.ts";
import { startTcpProxy } from "./support/proxy.ts";

test("a session that the network has lost is replaced", async () => {
  const proxy = await startTcpProxy(await createDatabase());
  let connections = 0;
  const close = keepSession(
    proxy.databaseUrl,
    async () => {
      connections++;
    },
    { pingEveryMs: 50, queryTimeoutMs: 2_000 },
  );
  onTestFinished(close);
  await expect.poll(() => connections).toBe(1);
  proxy.silence();
  // Long enough for a ping to fail.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  proxy.resume();
  await expect.poll(() => connections, { timeout: 30_000 }).toBe(2);
});
