import type { Clock } from "../../src/clock.ts";
import type { HttpRequest } from "../../src/provider/http.ts";
import type { ReferenceOptions, ReferenceResponse } from "../../src/reference/provider.ts";
import type { Rules } from "../../src/reference/rules.ts";
import type { AnyOperationId, SpecName } from "../../src/spec/operations.ts";
import { type Mutant, type MutantTable, mutantTable } from "../mutant.ts";

/** How a provider differs from the reference provider. */
export type Deviation = Partial<Omit<ReferenceOptions, "tokens">> & {
  /** Other users of the same organization create and delete webhooks meanwhile. */
  readonly withOtherUsers?: boolean;
  /** Makes the attempts that are due, after each request. */
  readonly delivers?: boolean;
};

export interface ProviderMutant extends Mutant {
  /** The spec that the mutant is checked by. @default "webhooks" */
  readonly spec?: SpecName;
  /** Only a deep run finds it. */
  readonly isDeep?: boolean;
  /** Makes the deviation anew for each run, because it may have state. */
  readonly apply: () => Deviation;
}

/** A provider that is correct in another way than the reference: no check may find anything. */
export interface Variant {
  readonly id: string;
  /** @default every spec */
  readonly spec?: SpecName;
  readonly apply: (clock: Clock) => Deviation;
}

export const mutantsOf: MutantTable<() => Deviation, ProviderMutant> = mutantTable((apply: () => Deviation) => ({
  apply,
}));

/** Replaces rules of the reference provider. */
export function withRules(rules: Partial<Rules>): () => Deviation {
  return () => ({ rules });
}

/** Changes responses of an operation (`undefined`: of any) with a status (`undefined`: with any). */
export function changingResponse(
  operation: AnyOperationId | undefined,
  status: number | undefined,
  change: (response: ReferenceResponse, request: HttpRequest) => ReferenceResponse,
): () => Deviation {
  return () => ({
    transform: (response, request, called) => {
      const isMeant = (operation ?? called) === called && (status ?? response.status) === response.status;
      return isMeant ? change(response, request) : response;
    },
  });
}

export const withStatus =
  (status: number) =>
  (response: ReferenceResponse): ReferenceResponse => ({ ...response, status });

/** Changes fields of the body; `undefined` removes one. */
export const withFields =
  (fields: Readonly<Record<string, unknown>>) =>
  (response: ReferenceResponse): ReferenceResponse => ({
    ...response,
    body: { ...(response.body as object), ...fields },
  });

/** Changes headers; `undefined` removes one. */
export const withHeaders =
  (headers: Readonly<Record<string, string | undefined>>) =>
  (response: ReferenceResponse): ReferenceResponse => {
    const all = Object.entries({ ...response.headers, ...headers });
    return {
      ...response,
      headers: Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    };
  };

interface Page {
  readonly webhooks: readonly object[];
  readonly limit: number;
}

/** Changes the body of a list. */
export const changingPage = (change: (page: Page, request: HttpRequest) => unknown): (() => Deviation) =>
  changingResponse("listWebhooks", 200, (response, request) => {
    return { ...response, body: change(response.body as Page, request) };
  });
