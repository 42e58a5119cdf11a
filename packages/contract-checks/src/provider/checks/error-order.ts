import { type OperationId, operations } from "@agent-webhooks/types";
import { type Bench, type ProviderCheck, providerCheck } from "../check-context.ts";
import type { Call, Session } from "../client.ts";
import { expectStatus, webhookOf } from "../expect.ts";
import type { Answer } from "../response.ts";

/** What can be wrong with a request, in the order in which it is to be looked at. */
const wrongs = ["token", "scope", "id", "media type", "size", "data"] as const;
type Wrong = (typeof wrongs)[number];

const statuses: Readonly<Record<Wrong, number>> = {
  token: 401,
  scope: 403,
  id: 404,
  "media type": 415,
  size: 413,
  data: 400,
};

/** Which of them an operation can have. */
function possible(id: OperationId): Wrong[] {
  const { parameters, requestBody, scopes } = operations[id];
  return wrongs.filter((wrong) => {
    if (wrong === "scope") return !scopes.every((scope) => scope === "webhooks:read");
    if (wrong === "id") return "webhook_id" in parameters.path;
    if (wrong === "media type" || wrong === "size") return requestBody !== null;
    if (wrong === "data") return requestBody !== null || Object.keys(parameters.query).length > 0;
    return true;
  });
}

/** Every pair of them. Size and media type are looked at together, so either may come first. */
function pairs(id: OperationId): [first: Wrong, second: Wrong][] {
  const all = possible(id);
  return all.flatMap((first, index) =>
    all
      .slice(index + 1)
      .filter((second) => !(first === "media type" && second === "size"))
      .map((second): [Wrong, Wrong] => [first, second]),
  );
}

async function sendWrong(
  session: Session,
  operation: OperationId,
  id: string,
  wrong: readonly Wrong[],
): Promise<Answer> {
  const { requestBody } = operations[operation];
  const headers: Record<string, string> = {};
  if (wrong.includes("token")) headers.authorization = "Bearer not-a-token";
  if (wrong.includes("media type")) headers["content-type"] = "text/plain";
  const right = operation === "createWebhook" ? session.body() : { add_inbox_ids: ["id-1"] };
  const body = wrong.includes("data") ? { unknown_field: 1 } : right;
  const text = JSON.stringify(body).padEnd(wrong.includes("size") ? (requestBody?.maxBytes ?? 0) + 1 : 0, " ");
  const call: Call = {
    id: wrong.includes("id") ? "wh_unknown" : id,
    headers,
    ...(requestBody === null ? wrong.includes("data") && { query: { limit: 0 } } : { rawBody: text }),
  };
  return session.call(operation, call);
}

async function judgeOrder(
  { mine, reader, attempt }: Bench,
  include: (first: Wrong, second: Wrong) => boolean,
): Promise<void> {
  const { webhook_id: id } = webhookOf(await mine.create());
  for (const operation of Object.keys(operations) as OperationId[]) {
    for (const pair of pairs(operation).filter(([first, second]) => include(first, second))) {
      await attempt(async () => {
        const session = pair.includes("scope") ? reader : mine;
        const answer = await sendWrong(session, operation, id, pair);
        const [first, second] = pair;
        expectStatus(answer, statuses[first], `the ${first} is wrong, and the ${second} too: the ${first} comes first`);
      });
    }
  }
}

const order: ProviderCheck = providerCheck({
  id: "order_of_refusals",
  holds:
    "of several things that are wrong with a request, the first in the order 401, 404, 415 or 413, 400 is answered",
  run: (bench) => judgeOrder(bench, (first, second) => first !== "scope" && second !== "scope"),
});

const orderWithScope: ProviderCheck = providerCheck({
  id: "order_of_refusals_403",
  holds: "a scope that the token lacks comes after the token (401), and before everything else",
  needs: ["reader"],
  run: (bench) => judgeOrder(bench, (first, second) => first === "scope" || second === "scope"),
});

export const refusalLaws: readonly ProviderCheck[] = [order, orderWithScope];
