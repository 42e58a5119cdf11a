import { createServer, type Server } from "node:http";
import { createReceiver, memoryDedupe } from "@agent-webhooks/receiver";
import { afterAll } from "vitest";
import { receiverSuite } from "../../src/vitest.ts";
import { urlOf } from "../listen.ts";
import { secret } from "./fake-target.ts";

let server: Server | undefined;
afterAll(() => server?.close());

// As a service has it in its own tests.
receiverSuite(async () => {
  const receiver = createReceiver({ secrets: secret, dedupe: memoryDedupe() });
  const started = createServer(receiver.nodeHandler());
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return { url: urlOf(started), secret };
});
