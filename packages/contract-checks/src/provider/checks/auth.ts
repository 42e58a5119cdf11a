import { type Operation, type OperationId, operations } from "@agent-webhooks/types";
import { type Bench, type ProviderCheck, providerCheck } from "../check-context.ts";
import type { Call } from "../client.ts";
import { each } from "../concurrently.ts";
import { expectSame, expectStatus, expectThat, pageOf, webhookOf } from "../expect.ts";
import type { Answer } from "../response.ts";

const ids = Object.keys(operations) as OperationId[];

/** A request that is right in all but what a check makes wrong of it. */
function rightCall({ mine }: Bench, operation: Operation, id: string): Call {
  if (operation.requestBody === null) return { id };
  return { id, body: operation.id === "createWebhook" ? mine.body() : { add_inbox_ids: ["id-9"] } };
}

/** Values of `authorization` that let nobody in, and what is wrong with each, in words that tell nothing of the token. */
function wrongAuthorizations(right: string): [value: string | null, because: string][] {
  const token = right.slice("Bearer ".length);
  const otherCase = token === token.toUpperCase() ? token.toLowerCase() : token.toUpperCase();
  return [
    [null, "there is no token"],
    ["Bearer", "there is no token behind Bearer"],
    [token, "there is no Bearer before the token"],
    [`Basic ${token}`, "the scheme is Basic, not Bearer"],
    [`Token ${token}`, "the scheme is Token, not Bearer"],
    ["Bearer not-a-token", "not-a-token is no token that was issued"],
    [`Bearer ${token}x`, "the token has one character more than one that was issued"],
    [`Bearer ${token.slice(0, -1)}`, "the token has one character less than one that was issued"],
    ...(otherCase === token
      ? []
      : [[`Bearer ${otherCase}`, "the token is in another case"] satisfies [string, string]]),
    [`Basic ${Buffer.from(`${token}:`).toString("base64")}`, "the token is a user name of the scheme Basic"],
  ];
}

const ignoredAuth: ProviderCheck = providerCheck({
  id: "ignored_auth",
  holds: "without a token, or with one that is malformed or not known, every operation answers 401 and does nothing",
  async run(bench) {
    const { mine, attempt } = bench;
    const before = webhookOf(await mine.create({ inbox_ids: ["id-1"] }));
    const url = mine.url("nobody");
    await each(ids, async (operation) => {
      for (const [authorization, because] of wrongAuthorizations(mine.authorization)) {
        await attempt(async () => {
          const call = rightCall(bench, operations[operation], before.webhook_id);
          const body = operation === "createWebhook" ? mine.body({ url }) : call.body;
          const answer = await mine.call(operation, { ...call, body, headers: { authorization } });
          expectStatus(answer, 401, because);
        });
      }
    });
    const after = await mine.get(before.webhook_id);
    expectSame(after, webhookOf(after, "nobody with a right to do so deleted it"), before);
    const list = await mine.list({ limit: 100 });
    const isMade = pageOf(list).webhooks.some((webhook) => webhook.url === url);
    expectThat(list, !isMade, "a webhook was made without a valid token", "nothing done by a request answered 401");
  },
});

const missingHeader: ProviderCheck = providerCheck({
  id: "missing_required_header",
  holds: "without Authorization an operation answers 401, and a body without Content-Type 415",
  async run(bench) {
    const { mine, attempt } = bench;
    const { webhook_id: id } = webhookOf(await mine.create());
    for (const operation of ids) {
      const call = rightCall(bench, operations[operation], id);
      await attempt(async () => {
        const answer = await mine.call(operation, { ...call, headers: { authorization: null } });
        expectStatus(answer, 401, "there is no Authorization header");
      });
      if (call.body === undefined) continue;
      await attempt(async () => {
        const answer = await mine.call(operation, { ...call, headers: { "content-type": null } });
        expectStatus(answer, 415, "there is a body, and no Content-Type header");
      });
    }
  },
});

const schemeCase: ProviderCheck = providerCheck({
  id: "auth_scheme_case",
  holds: "the word Bearer may be written in any case",
  async run({ mine, attempt }) {
    for (const scheme of ["bearer", "BEARER"]) {
      await attempt(async () => {
        const authorization = mine.authorization.replace(/^Bearer/, scheme);
        const answer: Answer = await mine.call("listWebhooks", { headers: { authorization } });
        expectStatus(answer, 200, "the scheme of a token may be in any case (RFC 9110, 11.1)");
      });
    }
  },
});

const missingScope: ProviderCheck = providerCheck({
  id: "missing_scope",
  holds: "a token that may only read reads, and is refused with 403 what changes something",
  needs: ["reader"],
  async run(bench) {
    const { mine, reader, attempt } = bench;
    const before = webhookOf(await mine.create({ inbox_ids: ["id-1"] }));
    const url = mine.url("reader");
    for (const operation of ids) {
      await attempt(async () => {
        const call = rightCall(bench, operations[operation], before.webhook_id);
        const body = operation === "createWebhook" ? mine.body({ url }) : call.body;
        const answer = await reader.call(operation, { ...call, body });
        const { scopes } = operations[operation] as Operation;
        const mayRead = scopes.every((scope) => scope === "webhooks:read");
        if (mayRead) expectStatus(answer, 200, "the token has the scope webhooks:read");
        else expectStatus(answer, 403, `the token lacks the scope ${scopes.join(" ")}`);
      });
    }
    const seen = await reader.get(before.webhook_id);
    expectSame(seen, webhookOf(seen, "nobody with a right to do so deleted it"), before);
    const list = await mine.list({ limit: 100 });
    const isMade = pageOf(list).webhooks.some((webhook) => webhook.url === url);
    expectThat(list, !isMade, "a token that may only read made a webhook", "nothing done by a request answered 403");
  },
});

export const authChecks: readonly ProviderCheck[] = [ignoredAuth, missingHeader, schemeCase, missingScope];
