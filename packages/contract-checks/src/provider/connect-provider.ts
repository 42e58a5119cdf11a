import type { CreatedToken, CreateTokenRequest } from "@agent-webhooks/types/delivery";
import { TokenScopeSchema } from "@agent-webhooks/types/delivery/schemas";
import { isObject } from "@agent-webhooks/types/json-schema";
import { assertCanStart } from "./preflight.ts";
import { type ProviderOptions, ProviderTarget } from "./target.ts";

/**
 * Finds out whether a run can start, and prepares it. A run that checks the delivery API and has not all tokens creates an
 * organization of its own, and tokens for it: there, no other user disturbs the run, and the run no other user.
 *
 * @throws SetupError
 */
export async function connectProvider(options: ProviderOptions): Promise<ProviderTarget> {
  await assertCanStart(options);
  const { token, spec = "webhooks", otherToken, readToken } = options;
  const isComplete = otherToken !== undefined && readToken !== undefined;
  if (spec === "webhooks" || isComplete) return new ProviderTarget(options);
  await using operator = new ProviderTarget(options);
  const client = operator.client(token);
  const created: Partial<CreatedToken>[] = [];
  for (const body of tokenRequests(operator.marker)) {
    const { json } = await client.call("createToken", { body });
    created.push(isObject(json) ? json : {});
  }
  const [own, other, reader, writer] = created.map(({ token }) => token);
  // Without one of them, the checks that need it do not run, and others report why it was not created.
  const isCreated = own !== undefined && other !== undefined && reader !== undefined && writer !== undefined;
  if (!isCreated) return new ProviderTarget(options);
  const tokens = { token: own, otherToken: other, readToken: reader, writeToken: writer };
  const target = new ProviderTarget({ ...options, ...tokens });
  const ids = created.flatMap(({ token_id }) => token_id ?? []);
  target.removeLater(ids, token);
  operator.forget();
  return target;
}

/** A token with every scope of an organization and of a second one, and two of the first that may only read or write. */
function tokenRequests(organization: string): readonly CreateTokenRequest[] {
  const scopes = [...TokenScopeSchema.enum];
  return [
    { organization_id: organization, scopes },
    { organization_id: `${organization}-other`, scopes },
    { organization_id: organization, scopes: ["webhooks:read"] },
    { organization_id: organization, scopes: ["webhooks:write"] },
  ];
}
