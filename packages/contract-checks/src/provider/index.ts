import type { SpecName } from "../spec/operations.ts";
import type { ProviderCheck } from "./check-context.ts";
import { authChecks } from "./checks/auth.ts";
import { clientIdChecks } from "./checks/client-id.ts";
import { conformanceChecks } from "./checks/conformance.ts";
import { createChecks } from "./checks/create.ts";
import { deleteChecks } from "./checks/delete.ts";
import { deliveryChecks } from "./checks/deliveries.ts";
import { deliveryPageChecks, eventPageChecks, tokenPageChecks } from "./checks/delivery-pages.ts";
import { deliveryTenancyChecks } from "./checks/delivery-tenancy.ts";
import { errorOrderChecks } from "./checks/error-order.ts";
import { eventErasureChecks } from "./checks/event-erasure.ts";
import { eventChecks } from "./checks/events.ts";
import { methodChecks } from "./checks/methods.ts";
import { oddEventChecks } from "./checks/odd-events.ts";
import { oddRequestChecks } from "./checks/odd-requests.ts";
import { operatorWebhookChecks } from "./checks/operator-webhook.ts";
import { pageTokenChecks } from "./checks/page-tokens.ts";
import { paginationChecks } from "./checks/pagination.ts";
import { privateNetworks } from "./checks/private-networks.ts";
import { publishChecks } from "./checks/publish.ts";
import { publishBatchChecks } from "./checks/publish-batch.ts";
import { randomDataChecks } from "./checks/random-data.ts";
import { recoverChecks } from "./checks/recover.ts";
import { recoverBackgroundChecks } from "./checks/recover-background.ts";
import { requestBodyChecks } from "./checks/request-body.ts";
import { resendChecks } from "./checks/resend.ts";
import { tenancyChecks } from "./checks/tenancy.ts";
import { timestampChecks } from "./checks/timestamps.ts";
import { tokenChecks } from "./checks/tokens.ts";
import { updateChecks } from "./checks/update.ts";
import { validationChecks } from "./checks/validation.ts";
import { webhookControlChecks } from "./checks/webhook-control.ts";
import { webhookHealthChecks } from "./checks/webhook-health.ts";

export { type SpecName, specNames } from "../spec/operations.ts";
export type { ProviderCheck } from "./check-context.ts";
export { connectProvider } from "./connect-provider.ts";
export { type ProviderOptions, ProviderTarget } from "./target.ts";

/** Checks of every operation of a spec. The checks of all responses of a run come last. */
const generalChecks: readonly ProviderCheck[] = [
  ...errorOrderChecks,
  ...authChecks,
  ...methodChecks,
  ...requestBodyChecks,
  ...validationChecks,
];

const webhooksChecks: readonly ProviderCheck[] = [
  ...createChecks,
  ...updateChecks,
  ...deleteChecks,
  ...timestampChecks,
  ...clientIdChecks,
  ...paginationChecks,
  ...pageTokenChecks,
  ...tenancyChecks,
  ...oddRequestChecks,
  privateNetworks,
  ...randomDataChecks,
];

const deliveryApiChecks: readonly ProviderCheck[] = [
  ...publishChecks,
  ...publishBatchChecks,
  ...eventChecks,
  ...eventErasureChecks,
  ...eventPageChecks,
  ...deliveryChecks,
  ...deliveryPageChecks,
  ...resendChecks,
  ...recoverChecks,
  ...recoverBackgroundChecks,
  ...webhookControlChecks,
  ...operatorWebhookChecks,
  ...webhookHealthChecks,
  ...tokenChecks,
  ...tokenPageChecks,
  ...deliveryTenancyChecks,
  ...oddEventChecks,
];

const checksBySpec: Readonly<Record<SpecName, readonly ProviderCheck[]>> = {
  webhooks: [...webhooksChecks, ...generalChecks, ...conformanceChecks],
  delivery: [...deliveryApiChecks, ...generalChecks, ...conformanceChecks],
  all: [...webhooksChecks, ...deliveryApiChecks, ...generalChecks, ...conformanceChecks],
};

/** Everything that a provider of a spec must hold. Run it against a target with this `spec`. */
export function providerChecksOf(spec: SpecName): readonly ProviderCheck[] {
  return checksBySpec[spec];
}

/** Everything that a provider of the webhooks API must hold. */
export const providerChecks: readonly ProviderCheck[] = checksBySpec.webhooks;
