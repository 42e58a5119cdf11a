import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createReceiver, memoryDedupe } from "@agent-webhooks/receiver";
import { afterAll } from "vitest";
import { receiverSuite } from "../../src/vitest.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
let server: Server | undefined;
afterAll(() => server?.close());

// As a sibling has it in its own tests: its handler, and one line.
receiverSuite(async () => {
  const receiver = createReceiver({ secrets: secret, dedupe: memoryDedupe() });
  server = createServer(receiver.nodeHandler());
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`, secret };
});
