import type { TokenScope } from "@agent-webhooks/types/delivery";
import { TokenScopeSchema } from "@agent-webhooks/types/delivery/schemas";
import { NotRunError } from "../../run/errors.ts";
import { type AnyOperationId, allOperations } from "../../spec/operations.ts";
import { schemaPointer } from "../../spec/pointer.ts";
import { maxPageSize } from "../../spec/schema.ts";
import { type CheckContext, type ProviderCheck, providerCheck } from "../check-context.ts";
import type { ProviderClient } from "../client.ts";
import { forEachConcurrently } from "../concurrently.ts";
import { unknownIdOf, validBody } from "../data/valid-calls.ts";
import { eventType, newEvent, patienceMs, publish, publishedOf, waitFor } from "../events.ts";
import { expectEqual, expectStatus, expectThat, objectOf, toIsoTime, toMilliseconds, webhookOf } from "../expect.ts";
import { type ObservedItem, tokenList, walkPages } from "../lists.ts";
import type { TargetResponse } from "../response.ts";
import { timeOf } from "./timestamps.ts";

const everyScope: readonly TokenScope[] = TokenScopeSchema.enum;

/** A token that was created. */
interface NewToken {
  readonly id: string;
  readonly client: ProviderClient;
  readonly response: TargetResponse;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Creates a token, of an organization of its own unless one is given. */
export async function createToken(
  context: Pick<CheckContext, "client" | "target">,
  body: {
    readonly scopes?: readonly TokenScope[];
    readonly organization_id?: string;
    readonly expires_at?: string;
  } = {},
): Promise<NewToken> {
  const organization_id = `${context.target.marker}-${crypto.randomUUID()}`;
  const sent = { organization_id, scopes: everyScope, ...body };
  return readToken(context, await context.client.call("createToken", { body: sent }));
}

/** @throws CheckFailedError when no token was created */
function readToken({ target }: Pick<CheckContext, "target">, response: TargetResponse): NewToken {
  const fields = objectOf(response, 200, "the request is valid");
  const { token, token_id } = fields;
  const isToken = typeof token === "string" && typeof token_id === "string";
  expectThat(response, isToken, "the response is not a token", "a token, with its token_id");
  return { id: String(token_id), client: target.client(String(token)), response, fields };
}

/** Looks for a token in the list, from the newest on. */
async function findToken(
  client: ProviderClient,
  id: string,
): Promise<{ response: TargetResponse; token: ObservedItem | undefined }> {
  let last: TargetResponse | undefined;
  for await (const { response, items } of walkPages(client, tokenList, { limit: maxPageSize })) {
    last = response;
    const token = items.find(({ token_id }) => token_id === id);
    if (token !== undefined) return { response, token };
  }
  return { response: last ?? (await client.call("listTokens")), token: undefined };
}

const created: ProviderCheck = providerCheck({
  id: "token_created",
  holds: "a new token has what was sent, works at once, and is listed without its value; each has a value of its own",
  operations: ["createToken", "listTokens"],
  async run(context) {
    const { client, verifyEach } = context;
    const values = new Set<unknown>();
    const bodies: { scopes: TokenScope[]; expires_at?: string }[] = [
      { scopes: ["webhooks:read", "webhooks:write"], expires_at: "2100-01-16T08:00:00Z" },
      { scopes: ["webhooks:write", "webhooks:read"] },
      { scopes: ["webhooks:read", "webhooks:write"], expires_at: "2100-01-16T10:00:00+02:00" },
    ];
    await verifyEach(bodies, async (body) => {
      const sent = { ...body, organization_id: `${context.target.marker}-${crypto.randomUUID()}` };
      const { id, fields, response, client: owner } = await createToken(context, sent);
      const { token, token_id, ...shown } = fields;
      const at = (field: string) => schemaPointer("CreatedToken", ["properties", field]);
      expectThat(response, !values.has(token), "the token is one that was created before", "a token of its own");
      values.add(token);
      const expectFields = (response: TargetResponse, found: Readonly<Record<string, unknown>>) => {
        expectEqual(response, found.organization_id, sent.organization_id, "organization_id", at("organization_id"));
        const scopes = Array.isArray(found.scopes) ? found.scopes.map(String).toSorted() : found.scopes;
        expectEqual(response, scopes, sent.scopes.toSorted(), "scopes", at("scopes"));
        const expiresAt = found.expires_at === undefined ? undefined : toIsoTime(String(found.expires_at));
        expectEqual(response, expiresAt, toIsoTime(body.expires_at), "expires_at", at("expires_at"));
      };
      expectFields(response, shown);
      webhookOf(await owner.create(), "the token has the scopes webhooks:read and webhooks:write");
      const { response: list, token: listed } = await findToken(client, id);
      expectThat(list, listed !== undefined, "a created token is not listed", id);
      expectFields(list, listed ?? {});
      expectThat(
        list,
        !list.body.includes(String(token)),
        "the list shows the value of a token",
        "tokens without values",
      );
    });
  },
});

const organizations: ProviderCheck = providerCheck({
  id: "token_organization",
  holds: "tokens of one organization share its webhooks and deliveries, and those of another do not see them",
  operations: ["createToken"],
  async run(context) {
    const [own, other] = ["own", "other"].map((name) => `${context.target.marker}-${name}-${crypto.randomUUID()}`);
    if (own === undefined || other === undefined) return;
    const [one, two] = [
      await createToken(context, { organization_id: own }),
      await createToken(context, { organization_id: own }),
    ];
    const { webhook_id: id } = webhookOf(await one.client.create({ event_types: [eventType] }));
    expectStatus(await two.client.get(id), 200, "both tokens are of the organization of the webhook");
    const response = await publish(two.client, newEvent());
    const { deliveries } = publishedOf(response, "the token has the scope events:publish");
    expectEqual(response, deliveries, 1, "deliveries of an event in an organization with one webhook");
    const { client: stranger } = await createToken(context, { organization_id: other });
    expectStatus(await stranger.get(id), 404, "the token is of another organization");
    const others = await publish(stranger, newEvent());
    const what = "deliveries of an event in an organization without webhooks";
    expectEqual(others, publishedOf(others).deliveries, 0, what);
  },
});

const revoked: ProviderCheck = providerCheck({
  id: "token_revoked",
  holds: "a revoked token gets 401, is not listed, and cannot be revoked again; other tokens stay",
  operations: ["revokeToken", "createToken", "listTokens"],
  async run(context) {
    const { client } = context;
    const [one, two] = [await createToken(context), await createToken(context)];
    const response = await client.call("revokeToken", { id: one.id });
    expectStatus(response, 200, "the token exists");
    expectStatus(await one.client.list(), 401, "the token is revoked");
    expectStatus(await publish(one.client, newEvent()), 401, "the token is revoked");
    expectStatus(await client.call("revokeToken", { id: one.id }), 404, "the token was revoked before");
    const { response: list, token } = await findToken(client, one.id);
    expectThat(list, token === undefined, "a revoked token is listed", "a list without it");
    expectStatus(await two.client.list(), 200, "another token was revoked, not this one");
  },
});

/** Seconds after which a token of a check expires. The longer ones are for providers that take long to respond. */
const lifetimes = [3, 10, 60];

/** How far the clocks of a provider's servers may differ. */
const clockSkewMs = 1000;

const toTime = (milliseconds: number) => new Date(milliseconds).toISOString();

/** Creates a token that expires soon. */
async function createBriefToken(
  context: CheckContext,
): Promise<NewToken & { readonly seconds: number; readonly expiresAt: number }> {
  const { client, target } = context;
  for (const seconds of lifetimes) {
    const expiresAt = (await timeOf(client)) + seconds * 1000;
    const body = { organization_id: target.marker, scopes: everyScope, expires_at: toTime(expiresAt) };
    const response = await client.call("createToken", { body });
    // Until the provider read the request, the time may have passed.
    if (response.status === 400 && (await timeOf(client)) >= expiresAt) continue;
    return { ...readToken(context, response), seconds, expiresAt };
  }
  throw new NotRunError("the provider takes too long to respond");
}

const expiry: ProviderCheck = providerCheck({
  id: "token_expiry",
  holds:
    "a token with an expiry time works until then, and gets 401 afterwards; a time in the past is rejected with 400",
  operations: ["createToken"],
  async run(context) {
    const { client, target, verifyEach } = context;
    const now = await timeOf(client);
    await verifyEach(["2020-01-16T08:00:00Z", toTime(now - 60_000)], async (expires_at) => {
      const body = { organization_id: target.marker, scopes: ["webhooks:read"], expires_at };
      expectStatus(await client.call("createToken", { body }), 400, `expires_at (${expires_at}) is in the past`);
    });
    const lasting = await createToken(context, { expires_at: toTime(now + 3_600_000) });
    const brief = await createBriefToken(context);
    for (let slept = 0; slept <= brief.seconds + 1; slept += 0.5) {
      const response = await brief.client.list();
      // Read after the response: a slow provider makes the time later, never earlier.
      const isExpired = response.status === 401 && (await timeOf(client)) >= brief.expiresAt - clockSkewMs;
      if (isExpired) break;
      expectStatus(response, 200, `the token works until ${toTime(brief.expiresAt)}`);
      await target.clock.sleep(500);
    }
    expectStatus(await brief.client.list(), 401, `the token expired ${brief.seconds} s after it was created`);
    expectStatus(await lasting.client.list(), 200, "the token expires in an hour");
  },
});

const scopes: ProviderCheck = providerCheck({
  id: "token_scopes",
  holds: "each operation needs its scopes: with them it is allowed, and without one of them it returns 403",
  async run(context) {
    const { client, verify } = context;
    const operationIds = Object.keys(allOperations) as AnyOperationId[];
    const clients = new Map<string, ProviderClient>();
    /** A client whose token has these scopes. */
    const clientWith = async (scopes: readonly TokenScope[]): Promise<ProviderClient> => {
      const key = scopes.toSorted().join();
      const known = clients.get(key) ?? (await createToken(context, { scopes })).client;
      clients.set(key, known);
      return known;
    };
    const call = (as: ProviderClient, operation: AnyOperationId) => {
      const id = unknownIdOf(operation);
      return as.call(operation, { ...(id !== undefined && { id }), body: validBody(client, operation) });
    };
    await forEachConcurrently(
      operationIds,
      async (operation) => {
        const needed = allOperations[operation].scopes as readonly TokenScope[];
        for (const missing of needed) {
          await verify(async () => {
            const lacking = await clientWith(everyScope.filter((scope) => scope !== missing));
            expectStatus(await call(lacking, operation), 403, `the token lacks ${missing}`);
          });
        }
        await verify(async () => {
          const { success, errors, parameters } = allOperations[operation];
          const hasId = Object.keys(parameters.path).length > 0;
          // The new organization may lack what has no id.
          const allowed = errors.includes(404) ? [...success, 404] : success;
          const response = await call(await clientWith(needed), operation);
          expectStatus(
            response,
            hasId ? 404 : allowed,
            `the token has ${needed.join(" and ")}, which is all that it needs`,
          );
        });
      },
      1,
    );
  },
});

/** How far the time of the last use may be off, and how late it may be shown. */
const lastUsedAccuracyMs = 60_000;

/** How long a run that is not deep waits for that time: many providers store it late. */
const lastUsedPatienceMs = 3_000;

/**
 * Uses a token, and compares the time that the list shows of it. Only a deep run waits until it has to be there.
 *
 * @returns that time
 * @throws CheckFailedError
 */
async function useAndExpectTime(context: CheckContext, used: NewToken, before?: unknown): Promise<unknown> {
  const { client, target } = context;
  const from = await timeOf(client);
  expectStatus(await used.client.list(), 200, "the token has every scope");
  const until = await timeOf(client);
  const { response, token } = await waitFor(
    context,
    () => findToken(client, used.id),
    ({ token }) => token?.last_used_at !== before,
    { ms: target.deep ? lastUsedAccuracyMs + patienceMs : lastUsedPatienceMs, pollMs: 1_000 },
  );
  if (token?.last_used_at === undefined && !target.deep) return undefined;
  const shown = String(token?.last_used_at ?? "nothing");
  const time = toMilliseconds(shown);
  const isThen = time >= from - lastUsedAccuracyMs && time <= until + lastUsedAccuracyMs;
  const expected = `${toTime(from)}, give or take a minute. Store the time of the latest request, within a minute`;
  expectThat(response, isThen, "last_used_at is not when the token was used", expected, shown);
  return token?.last_used_at;
}

const lastUsed: ProviderCheck = providerCheck({
  id: "token_last_used",
  holds: "a token has no last_used_at until it is used, then the time of its last request, give or take a minute",
  operations: ["createToken", "listTokens"],
  async run(context) {
    const { client, target } = context;
    const [unused, used] = [await createToken(context), await createToken(context)];
    const pointer = schemaPointer("Token", ["properties", "last_used_at"]);
    for (const { response, fields } of [unused, used]) {
      expectEqual(response, fields.last_used_at, undefined, "last_used_at of a new token", pointer);
    }
    const first = await useAndExpectTime(context, used);
    const ofUnused = await findToken(client, unused.id);
    expectEqual(ofUnused.response, ofUnused.token?.last_used_at, undefined, "last_used_at of an unused token", pointer);
    if (!target.deep) return;
    // An earlier use would still be accurate enough, also in whole seconds.
    await target.clock.sleep(lastUsedAccuracyMs + 2_000, target.options.signal);
    await useAndExpectTime(context, used, first);
  },
});

export const tokenChecks: readonly ProviderCheck[] = [created, organizations, revoked, expiry, lastUsed, scopes];
