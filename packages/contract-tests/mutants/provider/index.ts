import { errorMutants, headerMutants, shapeMutants, statusMutants } from "./answers.ts";
import type { ProviderMutant } from "./mutant.ts";
import { paginationMutants } from "./pagination.ts";
import { authMutants, methodMutants, robustnessMutants } from "./requests.ts";
import { stateMutants, tenancyMutants } from "./state.ts";
import { validationMutants } from "./validation.ts";

export const providerMutants: readonly ProviderMutant[] = [
  ...statusMutants,
  ...shapeMutants,
  ...headerMutants,
  ...validationMutants,
  ...authMutants,
  ...stateMutants,
  ...tenancyMutants,
  ...paginationMutants,
  ...methodMutants,
  ...robustnessMutants,
  ...errorMutants,
];
