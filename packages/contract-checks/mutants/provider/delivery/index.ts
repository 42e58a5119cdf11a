import { providerChecksOf } from "../../../src/provider/index.ts";
import { rules } from "../../../src/reference/rules.ts";
import { errorMutants, headerMutants } from "../errors.ts";
import { changingResponse, mutantsOf, type ProviderMutant, withRules, withStatus } from "../mutant.ts";
import { authMutants, pathMutants, robustnessMutants } from "../requests.ts";
import { batchMutants } from "./batches.ts";
import { controlMutants } from "./control.ts";
import { deliveryMutants as mutantsOfDeliveries, resendMutants } from "./deliveries.ts";
import { eventMutants } from "./events.ts";
import { healthMutants } from "./health.ts";
import { operatorWebhookMutants } from "./operator-webhook.ts";
import { deliveryPageMutants } from "./pagination.ts";
import { publishingMutants } from "./publishing.ts";
import { recoveryMutants } from "./recovery.ts";
import { deliveryTenancyMutants } from "./tenancy.ts";
import { tokenMutants } from "./tokens.ts";
import { deliveryValidationMutants } from "./validation.ts";

const checkIds = new Set(providerChecksOf("delivery").map(({ id }) => id));

/** Faults of requests that only the webhooks API has. */
const only = [
  "no_retry_after",
  "invalid_names_another_field",
  "json_then_rubbish",
  "body_array",
  "null_character",
  "read_only_removes_absent",
  "read_only_repeats_create",
  "create_needs_no_read",
  "update_needs_no_read",
];

/** Faults that another check finds in the delivery API. */
const killers: Readonly<Record<string, string>> = {
  half_pair: "odd_events",
  bad_utf8: "odd_events",
  huge_limit: "odd_events",
};

/** Mutants of the webhooks API with a fault that the delivery API has too, for the checks of all operations. */
const general = [...headerMutants, ...errorMutants, ...authMutants, ...robustnessMutants]
  .map((mutant) => ({ ...mutant, class: `delivery ${mutant.class}`, kills: killers[mutant.id] ?? mutant.kills }))
  .filter(({ id, kills }) => checkIds.has(kills) && !only.includes(id));

const paths = pathMutants.map((mutant) => ({ ...mutant, class: "delivery paths", kills: "unknown_delivery_id" }));

/** Fails for some requests. */
const failingFor = (isMeant: (text: string, path: string) => boolean) =>
  changingResponse(undefined, undefined, (response, { body, path }) =>
    isMeant(Buffer.from(body ?? "").toString(), path) ? { ...response, status: 500 } : response,
  );

const robustness = mutantsOf("delivery robustness", {
  odd_events: {
    deep_event: failingFor((text) => text.includes("[[[[[[")),
    infinite_number: failingFor((text) => text.includes("1e400")),
    nul_in_event: failingFor((text) => text.includes('"nul"')),
    bad_escape: failingFor((_, path) => path.includes("%zz")),
    nul_in_filter: failingFor((_, path) => path.includes("wh_%00")),
    long_delivery_id: failingFor((_, path) => path.length > 1500),
  },
  event_depth: {
    no_limit_of_depth: withRules({ isTooDeep: () => false }),
    half_the_depth: withRules({ isTooDeep: (body) => rules.isTooDeep(body, 50) }),
    one_level_less: withRules({ isTooDeep: (body) => rules.isTooDeep(body, 99) }),
    only_arrays_count: withRules({ isTooDeep: (body) => JSON.stringify(body).includes("[".repeat(99)) }),
    too_deep_413: changingResponse("publishEvent", 400, (response) =>
      JSON.stringify(response.body).includes("too deep") ? { ...response, status: 413 } : response,
    ),
  },
  errors_name_the_field: {
    names_another_field: withRules({
      validationError: (issues) => ({
        name: "ValidationError",
        errors: { [Object.keys(issues)[0]?.startsWith("event") ? "pod_id" : "event"]: ["is wrong"] },
      }),
    }),
  },
  malformed_json: {
    json_prefix_parsed: withRules({ parse: (text) => JSON.parse(text === "{} {}" ? "{}" : text) }),
    single_quotes: failingFor((text) => text.startsWith("{'")),
  },
});

const statuses = mutantsOf("delivery status", {
  status_code_conformance: {
    publish_200: changingResponse("publishEvent", 202, withStatus(200)),
    publish_201: changingResponse("publishEvent", 202, withStatus(201)),
    batch_207: changingResponse("publishEvents", 202, withStatus(207)),
    list_206: changingResponse("listDeliveries", 200, withStatus(206)),
    revoke_204: changingResponse("revokeToken", 200, withStatus(204)),
    token_201: changingResponse("createToken", 200, withStatus(201)),
  },
});

/** Faulty providers of the delivery API. */
export const deliveryMutants: readonly ProviderMutant[] = [
  ...statuses,
  ...robustness,
  ...general,
  ...paths,
  ...deliveryValidationMutants,
  ...publishingMutants,
  ...batchMutants,
  ...eventMutants,
  ...mutantsOfDeliveries,
  ...deliveryPageMutants,
  ...resendMutants,
  ...recoveryMutants,
  ...controlMutants,
  ...healthMutants,
  ...operatorWebhookMutants,
  ...tokenMutants,
  ...deliveryTenancyMutants,
].map((mutant) => ({ ...mutant, spec: "delivery" }));
