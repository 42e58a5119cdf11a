import { type AnyOperationId, allOperations } from "../../spec/operations.ts";
import { type CheckContext, type ProviderCheck, providerCheck } from "../check-context.ts";
import type { CallOptions, ProviderClient } from "../client.ts";
import { createPathIds, type PathIds, pathIdOf, pathOf, unknownIdOf, validBody } from "../data/valid-calls.ts";
import { expectEqual, expectStatus, expectThat } from "../expect.ts";
import type { TargetResponse } from "../response.ts";

/** What can be wrong with a request, in the order of the contract, with the status that it gets. */
const statuses = { token: 401, scope: 403, id: 404, "media type": 415, size: 413, data: 400 };
type Flaw = keyof typeof statuses;

/** The flaws that a call of an operation can have. */
function possibleFlaws(id: AnyOperationId): Flaw[] {
  const { parameters, requestBody, scopes } = allOperations[id];
  const hasBody = requestBody !== null;
  const isPossible: Record<Flaw, boolean> = {
    token: true,
    scope: !scopes.every((scope) => scope === "webhooks:read"),
    id: Object.keys(parameters.path).length > 0,
    "media type": hasBody,
    size: hasBody,
    data: hasBody || Object.keys(parameters.query).length > 0,
  };
  return (Object.keys(statuses) as Flaw[]).filter((flaw) => isPossible[flaw]);
}

/** Every pair of flaws. Size and media type are not a pair: either may come first. */
function flawPairs(id: AnyOperationId): [first: Flaw, second: Flaw][] {
  const all = possibleFlaws(id);
  return all.flatMap((first, index) =>
    all
      .slice(index + 1)
      .filter((second) => !(first === "media type" && second === "size"))
      .map((second): [Flaw, Flaw] => [first, second]),
  );
}

function sendFlawed(
  client: ProviderClient,
  operation: AnyOperationId,
  ids: PathIds,
  flaws: readonly Flaw[],
): Promise<TargetResponse> {
  const { requestBody } = allOperations[operation];
  const headers: Record<string, string> = {};
  if (flaws.includes("token")) headers.authorization = "Bearer not-a-token";
  if (flaws.includes("media type")) headers["content-type"] = "text/plain";
  const body = flaws.includes("data") ? { unknown_field: 1 } : validBody(client, operation);
  const text = JSON.stringify(body ?? null).padEnd(flaws.includes("size") ? (requestBody?.maxBytes ?? 0) + 1 : 0, " ");
  const id = flaws.includes("id") ? unknownIdOf(operation) : pathIdOf(operation, ids);
  const call: CallOptions = {
    ...(id !== undefined && { id }),
    headers,
    ...(requestBody === null ? flaws.includes("data") && { query: { limit: 0 } } : { rawBody: text }),
  };
  return client.call(operation, call);
}

async function checkOrder(
  { target, client, readOnlyClient, verifyEach }: CheckContext,
  isMeant: (pair: readonly Flaw[]) => boolean,
): Promise<void> {
  const ids = await createPathIds(client, target.operations);
  for (const operation of target.operations) {
    await verifyEach(flawPairs(operation).filter(isMeant), async (pair) => {
      const response = await sendFlawed(pair.includes("scope") ? readOnlyClient : client, operation, ids, pair);
      const [first, second] = pair;
      expectStatus(
        response,
        statuses[first],
        `${first} and ${second} are both wrong; the ${first} error takes precedence`,
      );
    });
  }
}

const order: ProviderCheck = providerCheck({
  id: "error_order",
  holds: "of several errors, a request gets the first in the order 401, 404, 415 or 413, 400",
  run: (context) => checkOrder(context, (pair) => !pair.includes("scope")),
});

const orderWithScope: ProviderCheck = providerCheck({
  id: "error_order_403",
  holds: "403 for a missing scope comes after 401 and before every other error",
  needs: ["readToken"],
  run: (context) => checkOrder(context, (pair) => pair.includes("scope")),
});

const names: ProviderCheck = providerCheck({
  id: "error_names",
  holds: "the name of an error tells its status: no two statuses share a name, and the same error has the same name",
  async run({ target, client, readOnlyClient, verify }) {
    const ids = await createPathIds(client, target.operations);
    const withBody = target.operations.filter((id) => allOperations[id].requestBody !== null);
    const isSent = (flaw: Flaw) => flaw !== "scope" || target.options.readToken !== undefined;
    const calls = withBody.flatMap((operation) =>
      possibleFlaws(operation)
        .filter(isSent)
        .map((flaw) => () => sendFlawed(flaw === "scope" ? readOnlyClient : client, operation, ids, [flaw])),
    );
    for (const operation of target.operations.slice(0, 1)) {
      const call = { method: "PUT", path: pathOf(operation, pathIdOf(operation, ids)), rawBody: "{}" };
      calls.push(() => client.call(operation, call));
    }
    const nameByStatus = new Map<number, unknown>();
    for (const call of calls) {
      await verify(async () => {
        const response = await call();
        const { name } = (response.json ?? {}) as { name?: unknown };
        expectThat(response, typeof name === "string" && name !== "", "the error has no name", "a name");
        const { status } = response;
        expectEqual(response, name, nameByStatus.get(status) ?? name, `name of an error with status ${status}`);
        const shared = [...nameByStatus].find(([other, taken]) => other !== status && taken === name);
        const what = "errors of different statuses have the same name";
        expectThat(response, shared === undefined, what, `another name than with ${shared?.[0]}`, JSON.stringify(name));
        nameByStatus.set(status, name);
      });
    }
  },
});

export const errorOrderChecks: readonly ProviderCheck[] = [order, orderWithScope, names];
