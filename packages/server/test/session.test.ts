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
    { pingEveryMs: 50, queryTimeoutMs: 500 },
  );
  onTestFinished(close);
  await expect.poll(() => connections).toBeGreaterThan(0);
  const before = { connections, accepted: proxy.accepted };
  proxy.silence();
  // A ping has failed by then.
  await expect.poll(() => proxy.accepted).toBeGreaterThan(before.accepted);
  proxy.resume();
  await expect.poll(() => connections, { timeout: 30_000 }).toBeGreaterThan(before.connections);
});
