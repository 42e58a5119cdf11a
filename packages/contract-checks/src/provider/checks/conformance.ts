import { allOperations } from "../../spec/operations.ts";
import type { ProviderCheck } from "../check-context.ts";
import { type ConformanceRule, conformanceRules } from "../conformance.ts";
import { createPathIds, unknownIdOf, validCall } from "../data/valid-calls.ts";
import type { ProviderTarget } from "../target.ts";

/** A check a rule. Each reports what all responses of the run have shown, so it waits for the checks that still run. */
export const conformanceChecks: readonly ProviderCheck[] = Object.entries(conformanceRules).map(([id, holds]) => ({
  id,
  holds,
  async run(target, report) {
    await target.idle();
    if (target.stoppedBecause === undefined) await callOnce(target);
    for (const finding of target.conformanceFindings(id as ConformanceRule)) report(finding);
  },
}));

const calls = new WeakMap<ProviderTarget, Promise<void>>();

/** Calls every operation once in a run. Each of the checks waits for the calls, whichever has begun them. */
function callOnce(target: ProviderTarget): Promise<void> {
  const calling = calls.get(target) ?? callEveryOperation(target);
  calls.set(target, calling);
  return calling;
}

/** Calls every operation, validly and not, so that there are responses whichever other checks run. */
async function callEveryOperation(target: ProviderTarget): Promise<void> {
  const client = target.client(target.options.token);
  try {
    const ids = await createPathIds(client, target.operations);
    for (const operation of target.operations) {
      const { method, parameters, requestBody } = allOperations[operation];
      const call = validCall(client, operation, ids);
      const unknown = unknownIdOf(operation);
      await client.call(operation, { ...call, headers: { authorization: null } });
      if (unknown !== undefined) await client.call(operation, { ...call, id: unknown });
      if (requestBody !== null) await client.call(operation, { ...call, body: { unknown_field: 1 } });
      if ("limit" in parameters.query) await client.call(operation, { query: { limit: 0 } });
      await client.call(operation, call);
      // A delete comes last in its spec.
      if (method === "DELETE") await client.call(operation, call);
    }
  } catch {
    // The connection has recorded what went wrong.
  } finally {
    await target.remove(client.created);
  }
}
