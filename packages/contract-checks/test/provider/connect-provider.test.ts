/** What a run creates before it starts, such as the tokens for the delivery API. */
import { TokenScopeSchema } from "@agent-webhooks/types/delivery/schemas";
import { describe, expect, test } from "vitest";
import type { HttpRequest, Transport } from "../../src/provider/http.ts";
import { connectProvider } from "../../src/provider/index.ts";
import { ReferenceProvider, referenceLogin, referenceTokens } from "../../src/reference/provider.ts";
import { SetupError } from "../../src/run/errors.ts";
import { toHttpResponse } from "./support.ts";

const { url, token } = referenceLogin;

function reference(options: Partial<ConstructorParameters<typeof ReferenceProvider>[0]> = {}) {
  const provider = new ReferenceProvider({ tokens: referenceTokens, ...options });
  return { provider, connection: { url, token, transport: provider.transport } };
}

describe("a run of the delivery API", () => {
  test("creates an organization and four tokens, and revokes them, with what was created with them", async () => {
    const { provider, connection } = reference();
    const target = await connectProvider({ ...connection, spec: "delivery" });
    const { options, marker } = target;
    const organizations = [...provider.state.tokens.values()].map(({ organization_id, scopes }) => [
      organization_id === provider.state.tokens.values().next().value?.organization_id,
      scopes.length,
    ]);
    expect(organizations).toEqual([
      [true, TokenScopeSchema.enum.length],
      [false, TokenScopeSchema.enum.length],
      [true, 1],
      [true, 1],
    ]);
    await target.client(options.token).create();
    await target.client(options.otherToken ?? "").create();
    await target
      .client(options.token)
      .call("createToken", { body: { organization_id: marker, scopes: ["webhooks:read"] } });
    expect([provider.webhooks.size, provider.state.tokens.size]).toEqual([2, 5]);
    expect(await target.close()).toEqual([]);
    expect([provider.webhooks.size, provider.state.tokens.size]).toEqual([0, 0]);
  });

  test("uses the given tokens when it has all of them", async () => {
    const { provider, connection } = reference();
    const target = await connectProvider({ ...connection, ...referenceLogin, spec: "delivery" });
    expect(target.options).toMatchObject(referenceLogin);
    expect(provider.state.tokens.size).toBe(0);
  });

  test("uses the given token when not all can be created, and revokes those that were", async () => {
    let left = 1;
    const { provider, connection } = reference({
      transform: (response, _, operation) =>
        operation === "createToken" && left-- <= 0 ? { ...response, status: 500, body: {} } : response,
    });
    const target = await connectProvider({ ...connection, spec: "delivery" });
    expect(target.options).toMatchObject({ token });
    expect(target.options).not.toHaveProperty("otherToken");
    expect(await target.close()).toEqual([]);
    expect(provider.state.tokens.size).toBe(0);
  });
});

test("a run of the webhooks API creates no tokens", async () => {
  const { provider, connection } = reference();
  await connectProvider(connection);
  expect(provider.state.tokens.size).toBe(0);
});

describe("a run with a token of another organization", () => {
  const tokens = {
    ...referenceTokens,
    "a-second": { organization: "a", scopes: ["webhooks:read", "webhooks:write"] as const },
  };
  /** `fail` may respond, or throw, in place of the provider. */
  const connect = async (otherToken: string, fail: (request: HttpRequest) => number | undefined = () => undefined) => {
    const { provider, connection } = reference({ tokens });
    const transport: Transport = async (request, signal) => {
      const status = fail(request);
      return status === undefined ? provider.transport(request, signal) : toHttpResponse({ status });
    };
    const target = connectProvider({ ...connection, transport, otherToken });
    return { provider, target: await target.catch((error: unknown) => error) };
  };

  test("cannot start when it is of the same organization", async () => {
    const { provider, target } = await connect("a-second");
    expect(target).toEqual(
      new SetupError(
        "--other-token is of the same organization as --token, or http://reference separates no organizations: " +
          "both tokens see the same webhooks; pass a token of another organization",
      ),
    );
    expect(provider.webhooks.size).toBe(0);
  });

  test("leaves nothing behind", async () => {
    const { provider, target } = await connect("b-token");
    expect(target).not.toBeInstanceOf(Error);
    expect(provider.webhooks.size).toBe(0);
  });

  test("deletes at its end what could not be deleted at its start", async () => {
    let isLimited = true;
    const { provider, target } = await connect("b-token", ({ method }) =>
      method === "DELETE" && isLimited ? 503 : undefined,
    );
    expect(provider.webhooks.size).toBe(2);
    isLimited = false;
    if (!(target instanceof Error)) await (target as AsyncDisposable)[Symbol.asyncDispose]();
    expect(provider.webhooks.size).toBe(0);
  });

  test("that cannot start deletes what it created", async () => {
    let creates = 0;
    const { provider, target } = await connect("b-token", ({ method }) => {
      if (method === "POST" && ++creates > 1) throw new Error("other side closed");
      return undefined;
    });
    expect(target).toBeInstanceOf(SetupError);
    expect(String(target)).toContain("POST /agent/v0/webhooks got no response: other side closed");
    expect(provider.webhooks.size).toBe(0);
  });
});

test("a run whose tokens are not created in time cannot start, and revokes those that were", async () => {
  const { provider, connection } = reference();
  let creates = 0;
  const transport: Transport = (request, signal) => {
    if (!request.path.endsWith("/tokens") || request.method !== "POST" || ++creates < 3) {
      return provider.transport(request, signal);
    }
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  };
  const connecting = connectProvider({ ...connection, transport, spec: "delivery", timeoutMs: 5 });
  await expect(connecting).rejects.toThrow(
    new SetupError("POST /delivery/v0/tokens hangs: no response within 0.005 s"),
  );
  expect(provider.state.tokens.size).toBe(0);
});

test("a run that is interrupted before it starts leaves nothing behind", async () => {
  const interruption = new AbortController();
  const { provider, connection } = reference({
    transform: (response, _, operation) => {
      if (operation === "createToken") interruption.abort();
      return response;
    },
  });
  const connecting = connectProvider({ ...connection, spec: "delivery", signal: interruption.signal });
  await expect(connecting).rejects.toThrow(new SetupError("the run was interrupted"));
  expect(provider.state.tokens.size).toBe(0);
});
