import { expect, onTestFinished, test, vi } from "vitest";
import { sendRequest } from "../../mutants/sender/http-request.ts";
import { findInSender, quickTiming } from "../../mutants/sender/run.ts";
import type { Steps } from "../../mutants/sender/steps.ts";
import { onDemandChecks } from "../../src/sender/checks/on-demand.ts";
import { Endpoint } from "../../src/sender/endpoint.ts";

const resendArrives = onDemandChecks.filter(({ id }) => id === "resend_arrives");

test("a late copy of the attempt is not taken for what is resent", async () => {
  const copies: (() => Promise<unknown>)[] = [];
  const sendCopies = () => Promise.all(copies.splice(0).map((send) => send()));
  // They arrive while the check waits for them; if it does not, when the delivery is resent.
  const { arrivalsDuring } = Endpoint.prototype;
  const spy = vi.spyOn(Endpoint.prototype, "arrivalsDuring").mockImplementation(async function (this: Endpoint, ms) {
    await sendCopies();
    return arrivalsDuring.call(this, ms);
  });
  onTestFinished(() => spy.mockRestore());
  const change = (): Partial<Steps> => ({
    resent: () => void sendCopies(),
    send(request, options) {
      copies.push(() => sendRequest(request, { ...options, timeLimitMs: 0 }));
      return sendRequest(request, options);
    },
  });
  const timing = { ...quickTiming, maxStallMs: Number.POSITIVE_INFINITY };
  const { findings } = await findInSender(change, resendArrives, { patience: 5, timing });
  expect(findings).toEqual([
    expect.objectContaining({ message: "a delivery did not arrive again when it was resent", got: "no request" }),
  ]);
});
