import { clientIdLaws } from "./client-id.ts";
import type { Law } from "./law.ts";
import { pageLaws } from "./pages.ts";
import { registryLaws } from "./registry.ts";
import { tenancyLaws } from "./tenancy.ts";

export type { Law, LawTarget } from "./law.ts";

/** Every law of the contract that takes more than one request to see. */
export const laws: readonly Law[] = [...registryLaws, ...pageLaws, ...clientIdLaws, ...tenancyLaws];
