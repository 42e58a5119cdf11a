import { ProviderTarget, providerChecks } from "../provider/index.ts";
import type { Answer } from "../provider/response.ts";
import { type ReferenceOptions, ReferenceProvider, type Response } from "../reference/provider.ts";
import { referenceLogin, referenceTokens } from "../reference/tokens.ts";
import { runChecks } from "../run/run-checks.ts";

/** Runs every check against the reference provider. */
export async function referenceAnswers(): Promise<readonly Answer[]> {
  const provider = new ReferenceProvider({ tokens: referenceTokens, refuse: limitsFirst() });
  const answers: Answer[] = [];
  await using target = new ProviderTarget({
    ...referenceLogin,
    seed: 1,
    wire: provider.wire,
    onAnswer: (answer) => answers.push(answer),
  });
  await runChecks(providerChecks, target, { target: "reference", seed: target.seed });
  return answers;
}

/** Refuses the first request of each kind as one too many, as a provider that limits their number does. */
function limitsFirst(): NonNullable<ReferenceOptions["refuse"]> {
  const seen = new Set<string>();
  return ({ method, path }): Response | undefined => {
    const kind = `${method} ${path.split("/").length}`;
    if (seen.has(kind)) return undefined;
    seen.add(kind);
    const headers = { "content-type": "application/json", "retry-after": "0" };
    return { status: 429, headers, body: { name: "RateLimitError", message: "Too many requests. Try again." } };
  };
}
