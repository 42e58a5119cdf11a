import type { ProviderCheck } from "./check-context.ts";
import { authChecks } from "./checks/auth.ts";
import { clientIdChecks } from "./checks/client-id.ts";
import { conformanceChecks } from "./checks/conformance.ts";
import { createChecks } from "./checks/create.ts";
import { deleteChecks } from "./checks/delete.ts";
import { errorOrderChecks } from "./checks/error-order.ts";
import { methodChecks } from "./checks/methods.ts";
import { oddRequests } from "./checks/odd-requests.ts";
import { pageTokenChecks } from "./checks/page-tokens.ts";
import { paginationChecks } from "./checks/pagination.ts";
import { randomDataChecks } from "./checks/random-data.ts";
import { requestBodyChecks } from "./checks/request-body.ts";
import { tenancyChecks } from "./checks/tenancy.ts";
import { timestampChecks } from "./checks/timestamps.ts";
import { updateChecks } from "./checks/update.ts";
import { validationChecks } from "./checks/validation.ts";

export type { ProviderCheck } from "./check-context.ts";
export { type ProviderOptions, ProviderTarget } from "./target.ts";

/** Everything that a provider of the contract must hold. The checks of all responses of a run come last. */
export const providerChecks: readonly ProviderCheck[] = [
  ...createChecks,
  ...updateChecks,
  ...deleteChecks,
  ...timestampChecks,
  ...clientIdChecks,
  ...paginationChecks,
  ...pageTokenChecks,
  ...tenancyChecks,
  ...errorOrderChecks,
  ...authChecks,
  ...methodChecks,
  ...requestBodyChecks,
  oddRequests,
  ...validationChecks,
  ...randomDataChecks,
  ...conformanceChecks,
];
