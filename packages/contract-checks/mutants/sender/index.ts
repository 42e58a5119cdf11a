import { endings, isolation, limits, tls } from "./endings.ts";
import { filters } from "./filters.ts";
import type { SenderMutant } from "./mutant.ts";
import { onDemand } from "./on-demand.ts";
import { records } from "./records.ts";
import { headers, identities, payloads, publications, targets, times } from "./requests.ts";
import { retries } from "./retries.ts";
import { rotation, signatures } from "./signatures.ts";

/** Every mutant of the sender. */
export const senderMutants: readonly SenderMutant[] = [
  ...signatures,
  ...rotation,
  ...headers,
  ...targets,
  ...times,
  ...payloads,
  ...publications,
  ...identities,
  ...filters,
  ...retries,
  ...records,
  ...onDemand,
  ...endings,
  ...isolation,
  ...limits,
  ...tls,
];
