import { expect, test } from "vitest";
import { sendRequest } from "../../mutants/sender/http-request.ts";
import { findInSender, quickTiming } from "../../mutants/sender/run.ts";
import type { Steps } from "../../mutants/sender/steps.ts";
import { onDemandChecks } from "../../src/sender/checks/on-demand.ts";

const resendArrives = onDemandChecks.filter(({ id }) => id === "resend_arrives");
const lateMs = 50;

test("a late copy of the attempt is not taken for what is resent", async () => {
  const change = (): Partial<Steps> => ({
    resent: () => undefined,
    send(request, options) {
      setTimeout(() => void sendRequest(request, options), lateMs);
      return sendRequest(request, options);
    },
  });
  const timing = { ...quickTiming, settleMs: 20 * lateMs, maxStallMs: Number.POSITIVE_INFINITY };
  const { findings } = await findInSender(change, resendArrives, { patience: 1, timing });
  expect(findings).toEqual([
    expect.objectContaining({ message: "a delivery did not arrive again when it was resent", got: "no request" }),
  ]);
});
