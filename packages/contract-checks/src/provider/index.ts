import type { ProviderCheck } from "./check.ts";
import { answerChecks } from "./checks/answers.ts";
import { authChecks } from "./checks/auth.ts";
import { availabilityChecks } from "./checks/availability.ts";
import { bodyChecks } from "./checks/bodies.ts";
import { dataChecks } from "./checks/data.ts";
import { errorsNameTheField } from "./checks/error-paths.ts";
import { malformedChecks } from "./checks/malformed.ts";
import { methodChecks } from "./checks/methods.ts";
import { clientIdLaws } from "./laws/client-id.ts";
import { pageTokenLaws } from "./laws/page-tokens.ts";
import { pageLaws } from "./laws/pages.ts";
import { randomLaws } from "./laws/random.ts";
import { refusalLaws } from "./laws/refusals.ts";
import { registryLaws } from "./laws/registry.ts";
import { tenancyLaws } from "./laws/tenancy.ts";
import { timeLaws } from "./laws/times.ts";
import { updateLaws } from "./laws/update.ts";

export type { ProviderCheck } from "./check.ts";
export { type ProviderOptions, ProviderTarget } from "./target.ts";

/** Everything that a provider of the contract has to keep. What looks at all answers of a run comes last. */
export const providerChecks: readonly ProviderCheck[] = [
  ...availabilityChecks,
  ...registryLaws,
  ...updateLaws,
  ...timeLaws,
  ...clientIdLaws,
  ...pageLaws,
  ...pageTokenLaws,
  ...tenancyLaws,
  ...refusalLaws,
  ...authChecks,
  ...methodChecks,
  ...bodyChecks,
  ...malformedChecks,
  errorsNameTheField,
  ...dataChecks,
  ...randomLaws,
  ...answerChecks,
];
