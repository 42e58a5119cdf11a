import { deliveryMutants } from "./delivery/index.ts";
import { errorMutants, headerMutants } from "./errors.ts";
import type { ProviderMutant } from "./mutant.ts";
import { paginationMutants } from "./pagination.ts";
import { privateNetworkMutants } from "./private-networks.ts";
import { authMutants, methodMutants, pathMutants, robustnessMutants } from "./requests.ts";
import { shapeMutants, statusMutants } from "./responses.ts";
import { stateMutants } from "./state.ts";
import { tenancyMutants } from "./tenancy.ts";
import { updateMutants } from "./updates.ts";
import { validationMutants } from "./validation.ts";

/** Faulty providers of either API. */
export const providerMutants: readonly ProviderMutant[] = [
  ...statusMutants,
  ...shapeMutants,
  ...headerMutants,
  ...validationMutants,
  ...authMutants,
  ...stateMutants,
  ...updateMutants,
  ...tenancyMutants,
  ...paginationMutants,
  ...methodMutants,
  ...pathMutants,
  ...robustnessMutants,
  ...errorMutants,
  ...privateNetworkMutants,
  ...deliveryMutants,
];
