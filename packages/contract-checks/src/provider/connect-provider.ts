import type { CreatedToken, CreateTokenRequest } from "@agent-webhooks/types/delivery";
import { TokenScopeSchema } from "@agent-webhooks/types/delivery/schemas";
import { isObject } from "@agent-webhooks/types/json-schema";
import { NotRunError, SetupError } from "../run/errors.ts";
import { assertCanStart, assertOtherOrganization } from "./preflight.ts";
import { CheckFailedError } from "./response.ts";
import { type ProviderOptions, ProviderTarget } from "./target.ts";

/**
 * Finds out whether a run can start, and prepares it. A run that checks the delivery API and has not all tokens creates an
 * organization of its own, and tokens for it: there, no other user disturbs the run, and the run no other user.
 *
 * @throws SetupError when it cannot start, or was interrupted. What was created by then is removed.
 */
export async function connectProvider(options: ProviderOptions): Promise<ProviderTarget> {
  let target: ProviderTarget | undefined;
  try {
    await assertCanStart(options);
    target = new ProviderTarget(options);
    return await prepare(target);
  } catch (error) {
    const left = (await target?.close()) ?? [];
    if (!(error instanceof SetupError || error instanceof CheckFailedError || error instanceof NotRunError))
      throw error;
    const reason = error instanceof CheckFailedError ? `: ${error.finding.got}` : "";
    const rest = left.length === 0 ? "" : `; could not delete ${left.join(", ")}`;
    throw new SetupError(`${error.message}${reason}${rest}`);
  }
}

/** @returns the target of the run, which is another one if the run has tokens of its own */
async function prepare(operator: ProviderTarget): Promise<ProviderTarget> {
  const { options } = operator;
  const { token, spec = "webhooks", otherToken, readToken } = options;
  const isComplete = otherToken !== undefined && readToken !== undefined;
  if (spec !== "webhooks" && !isComplete) {
    const client = operator.client(token);
    const created: Partial<CreatedToken>[] = [];
    for (const body of tokenRequests(operator.marker)) {
      const { json } = await client.call("createToken", { body });
      created.push(isObject(json) ? json : {});
    }
    const [own, other, reader, writer] = created.map(({ token }) => token);
    if (own !== undefined && other !== undefined && reader !== undefined && writer !== undefined) {
      const tokens = { token: own, otherToken: other, readToken: reader, writeToken: writer };
      const target = new ProviderTarget({ ...options, ...tokens });
      const ids = created.flatMap(({ token_id }) => token_id ?? []);
      target.removeLater(ids, token);
      operator.forget();
      await operator.close();
      return target;
    }
    // Without one of them, the checks that need it do not run, and others report why it was not created.
  }
  await assertOtherOrganization(operator);
  return operator;
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
