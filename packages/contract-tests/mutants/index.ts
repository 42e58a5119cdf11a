import type { ClientMutant } from "./mutant.ts";
import { requestMutants } from "./requests.ts";
import { resultMutants } from "./results.ts";
import { retryMutants } from "./retries.ts";

export const clientMutants: readonly ClientMutant[] = [...requestMutants, ...resultMutants, ...retryMutants];
