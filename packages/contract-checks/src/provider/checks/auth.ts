import { type AnyOperationId, allOperations } from "../../spec/operations.ts";
import { maxPageSize } from "../../spec/schema.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { type CallOptions, type ProviderClient, uniqueClientId } from "../client.ts";
import { forEachConcurrently } from "../concurrently.ts";
import { createPathIds, type PathIds, validCall as validCallOf } from "../data/valid-calls.ts";
import { expectStatus, expectThat, expectWebhook, type ObservedWebhook, pageOf, webhookOf } from "../expect.ts";

/** A valid call of an operation, but for what a check makes invalid. A webhook that it creates has the URL. */
function validCall(client: ProviderClient, operation: AnyOperationId, ids: PathIds, url: string): CallOptions {
  const call = validCallOf(client, operation, ids);
  return operation === "createWebhook" ? { ...call, body: client.createBody({ url }) } : call;
}

/** @throws CheckFailedError when a webhook has changed, or one with the URL was created */
async function expectNothingDone(
  client: ProviderClient,
  before: ObservedWebhook,
  url: string,
  { message, status }: { message: string; status: number },
): Promise<void> {
  expectWebhook(await client.get(before.webhook_id), before, "no authorized request deleted it");
  const list = await client.list({ limit: maxPageSize });
  const isCreated = pageOf(list).webhooks.some((webhook) => webhook.url === url);
  expectThat(list, !isCreated, message, `no effect of a request that returned ${status}`);
}

/** Invalid values of `authorization`, each with the reason, in words that contain nothing of the token. */
function invalidAuthorizations(valid: string): [value: string | null, because: string][] {
  const token = valid.slice("Bearer ".length);
  const otherCase = token === token.toUpperCase() ? token.toLowerCase() : token.toUpperCase();
  return [
    [null, "there is no token"],
    ["Bearer", "there is no token after Bearer"],
    [token, "there is no Bearer before the token"],
    [`Basic ${token}`, "the scheme is Basic, not Bearer"],
    [`Token ${token}`, "the scheme is Token, not Bearer"],
    ["Bearer not-a-token", "the token not-a-token was not issued"],
    [`Bearer ${token}x`, "the token has one character more than an issued one"],
    [`Bearer ${token.slice(0, -1)}`, "the token has one character less than an issued one"],
    [`Bearer ${otherCase}`, "the token is in another case"],
    [`Bearer ${token} x`, "something follows the token"],
    [`Bearer ${token},x`, "something follows the token after a comma"],
    [`Bearer x ${token}`, "something precedes the token"],
    [`Bearer "${token}"`, "the token is in quotes"],
    [`Basic ${Buffer.from(`${token}:`).toString("base64")}`, "the token is a user name of the scheme Basic"],
  ].filter(([value]) => value !== valid) as [string | null, string][];
}

const ignoredAuth: ProviderCheck = providerCheck({
  id: "ignored_auth",
  holds: "without a token, or with a malformed or unknown one, every operation returns 401 and does nothing",
  async run({ target, client, verifyEach }) {
    const ids = await createPathIds(client, target.operations);
    const before = webhookOf(await client.get(ids.webhook_id));
    const url = client.webhookUrl("unauthorized");
    await forEachConcurrently(target.operations, async (operation) => {
      const call = validCall(client, operation, ids, url);
      await verifyEach(invalidAuthorizations(client.authorization), async ([authorization, because]) => {
        expectStatus(await client.call(operation, { ...call, headers: { authorization } }), 401, because);
      });
    });
    await expectNothingDone(client, before, url, {
      message: "a webhook was created without a valid token",
      status: 401,
    });
  },
});

const missingHeader: ProviderCheck = providerCheck({
  id: "missing_required_header",
  holds: "without Authorization an operation returns 401, and for a body without Content-Type 415",
  async run({ target, client, verify }) {
    const ids = await createPathIds(client, target.operations);
    for (const operation of target.operations) {
      const call = validCallOf(client, operation, ids);
      const callWithout = (header: string) => client.call(operation, { ...call, headers: { [header]: null } });
      await verify(async () =>
        expectStatus(await callWithout("authorization"), 401, "there is no Authorization header"),
      );
      if (call.body === undefined) continue;
      await verify(async () => {
        expectStatus(await callWithout("content-type"), 415, "there is a body, and no Content-Type header");
      });
    }
  },
});

const schemeCase: ProviderCheck = providerCheck({
  id: "auth_scheme_case",
  holds: "the scheme Bearer and the name of the header may be written in any case",
  operations: ["listWebhooks"],
  async run({ client, verifyEach }) {
    await verifyEach(["bearer", "BEARER"], async (scheme) => {
      const authorization = client.authorization.replace(/^Bearer/, scheme);
      const response = await client.call("listWebhooks", { headers: { authorization } });
      expectStatus(response, 200, "the scheme may be in any case (RFC 9110, 11.1)");
    });
    await verifyEach(["Authorization", "AUTHORIZATION"], async (name) => {
      const headers = { authorization: null, [name]: client.authorization };
      const response = await client.call("listWebhooks", { headers });
      expectStatus(response, 200, "the name of a header may be in any case (RFC 9110, 5.1)");
    });
  },
});

const missingScope: ProviderCheck = providerCheck({
  id: "missing_scope",
  holds: "a read-only token can read, and gets 403 where it would change something",
  needs: ["readToken"],
  async run({ target, client, readOnlyClient, verifyEach }) {
    const ids = await createPathIds(client, target.operations);
    const before = webhookOf(await client.get(ids.webhook_id));
    const url = client.webhookUrl("read-only");
    const { client_id } = webhookOf(await client.create({ client_id: uniqueClientId() }));
    const unchanging: [AnyOperationId, CallOptions][] = [
      // Nothing would be created or changed, but the scope is checked before anything else.
      ["createWebhook", { body: client.createBody({ url, client_id: String(client_id) }) }],
      ["updateWebhook", { id: before.webhook_id, body: { remove_pod_ids: ["never-there"] } }],
    ];
    const calls = target.operations.flatMap((operation): [AnyOperationId, CallOptions][] => {
      const call = validCall(client, operation, ids, url);
      const hasBody = allOperations[operation].requestBody !== null;
      return [call, ...(hasBody ? [{ ...call, body: {} }] : [])].map((call) => [operation, call]);
    });
    const all = [...calls, ...unchanging.filter(([operation]) => target.operations.includes(operation))];
    await verifyEach(all, async ([operation, call]) => {
      const response = await readOnlyClient.call(operation, call);
      const { scopes, errors, parameters } = allOperations[operation];
      // An organization may lack what has no id.
      const mayLack = errors.includes(404) && Object.keys(parameters.path).length === 0;
      const missing = scopes.filter((scope) => scope !== "webhooks:read");
      const allowed = mayLack ? [200, 404] : 200;
      if (missing.length === 0) expectStatus(response, allowed, "the token has the scope webhooks:read");
      else expectStatus(response, 403, `the token lacks ${missing.join(" and ")}`);
    });
    await expectNothingDone(client, before, url, { message: "a read-only token created a webhook", status: 403 });
  },
});

const missingReadScope: ProviderCheck = providerCheck({
  id: "missing_read_scope",
  holds: "a write-only token can delete, and gets 403 where a response would show a webhook and its secret",
  needs: ["writeToken"],
  async run({ target, client, writeOnlyClient, verifyEach }) {
    const ids = await createPathIds(client, target.operations);
    const before = webhookOf(await client.get(ids.webhook_id));
    const url = client.webhookUrl("write-only");
    await verifyEach(target.operations, async (operation) => {
      const missing = allOperations[operation].scopes.filter((scope) => scope !== "webhooks:write");
      if (missing.length === 0) return;
      const response = await writeOnlyClient.call(operation, validCall(client, operation, ids, url));
      expectStatus(response, 403, `the token lacks ${missing.join(" and ")}`);
    });
    await expectNothingDone(client, before, url, { message: "a write-only token created a webhook", status: 403 });
    const deleted = await writeOnlyClient.delete(before.webhook_id);
    expectStatus(deleted, 200, "the token has the scope webhooks:write");
    expectStatus(await client.get(before.webhook_id), 404, "the webhook was deleted");
  },
});

export const authChecks: readonly ProviderCheck[] = [
  ignoredAuth,
  missingHeader,
  schemeCase,
  missingScope,
  missingReadScope,
];
