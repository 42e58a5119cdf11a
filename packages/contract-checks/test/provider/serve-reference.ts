import { isPrivateUrl } from "../../mutants/provider/private-networks.ts";
import { type Listening, listen } from "../../src/fake/listen.ts";
import { type ReferenceOptions, ReferenceProvider, referenceTokens } from "../../src/reference/provider.ts";

/** A running reference provider. Close it, or hold it with `await using`. */
export interface Reference extends Listening {
  readonly provider: ReferenceProvider;
}

/** Starts a provider of the contract in this process, in memory, on a free port of 127.0.0.1. */
export async function startReference(options: Partial<ReferenceOptions> = {}): Promise<Reference> {
  const rules = { isPrivateUrl, ...options.rules };
  const provider = new ReferenceProvider({ tokens: referenceTokens, ...options, rules });
  return { ...(await listen(provider.transport)), provider };
}
