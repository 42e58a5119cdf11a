/** The service as a sender of webhooks, with a time limit of 3 seconds and retries after a second. */
import { senderSuite } from "@agent-webhooks/contract-checks/vitest";
import { type Service, startService } from "@agent-webhooks/server/testing";
import { afterAll } from "vitest";

const timeLimitMs = 3_000;

let service: Service | undefined;
afterAll(() => service?.close());

senderSuite(async () => {
  service = await startService({ deliveryTimeoutMs: timeLimitMs, retrySchedule: [0, 1, 1, 1, 1, 1, 1, 1, 1] });
  const { url, token } = service;
  return { url, token, trigger: "publish", tls: true, timing: { timeLimitMs } };
});
