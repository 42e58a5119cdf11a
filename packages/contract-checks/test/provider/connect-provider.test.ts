/** The tokens that a run of the delivery API creates for itself. */
import { TokenScopeSchema } from "@agent-webhooks/types/delivery/schemas";
import { describe, expect, test } from "vitest";
import { connectProvider } from "../../src/provider/index.ts";
import { ReferenceProvider, referenceLogin, referenceTokens } from "../../src/reference/provider.ts";

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

  test("uses the given token when none can be created, and revokes what was", async () => {
    let left = 1;
    const { provider, connection } = reference({
      transform: (response, _, operation) =>
        operation === "createToken" && left-- <= 0 ? { ...response, status: 500, body: {} } : response,
    });
    const target = await connectProvider({ ...connection, spec: "delivery" });
    expect(target.options).toMatchObject({ token });
    expect(target.options).not.toHaveProperty("otherToken");
    expect([...provider.state.tokens.values()].slice(0, 1)).toEqual([]);
  });
});

test("a run of the webhooks API creates no tokens", async () => {
  const { provider, connection } = reference();
  await connectProvider(connection);
  expect(provider.state.tokens.size).toBe(0);
});
