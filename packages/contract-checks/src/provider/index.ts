import type { ProviderCheck } from "./check-context.ts";
import { authChecks } from "./checks/auth.ts";
import { clientIdLaws } from "./checks/client-id.ts";
import { answerChecks } from "./checks/conformance.ts";
import { registryLaws } from "./checks/create.ts";
import { availabilityChecks } from "./checks/delete.ts";
import { refusalLaws } from "./checks/error-order.ts";
import { errorsNameTheField } from "./checks/error-paths.ts";
import { methodChecks } from "./checks/methods.ts";
import { malformedChecks } from "./checks/odd-requests.ts";
import { pageTokenLaws } from "./checks/page-tokens.ts";
import { pageLaws } from "./checks/pagination.ts";
import { randomLaws } from "./checks/random-data.ts";
import { bodyChecks } from "./checks/request-body.ts";
import { tenancyLaws } from "./checks/tenancy.ts";
import { timeLaws } from "./checks/timestamps.ts";
import { updateLaws } from "./checks/update.ts";
import { dataChecks } from "./checks/validation.ts";

export type { ProviderCheck } from "./check-context.ts";
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
