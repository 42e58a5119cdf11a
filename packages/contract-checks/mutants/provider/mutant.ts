import type { OperationId } from "@agent-webhooks/types";
import type { WireRequest } from "../../src/provider/http.ts";
import type { ReferenceOptions, Response } from "../../src/reference/provider.ts";
import type { Rules } from "../../src/reference/rules.ts";
import type { Mutant } from "../mutant.ts";

/** What is otherwise than in the reference provider. */
export type Faults = Partial<Omit<ReferenceOptions, "tokens">> & {
  /** Somebody else of the same organization creates and deletes webhooks meanwhile. */
  readonly withNeighbours?: boolean;
};

export interface ProviderMutant extends Mutant {
  /** A provider may remember things, so its faults are made anew for each. */
  readonly apply: () => Faults;
}

/** Mutants of one class. */
export function classOf(name: string): (id: string, kills: string, apply: () => Faults) => ProviderMutant {
  return (id, kills, apply) => ({ id, class: name, kills, apply });
}

/** Decides something otherwise. */
export function deciding(rules: Partial<Rules>): () => Faults {
  return () => ({ rules });
}

/** Changes answers: those of an operation (`undefined`: all), of a status (`undefined`: any). */
export function answering(
  operation: OperationId | undefined,
  status: number | undefined,
  change: (response: Response, request: WireRequest) => Response,
): () => Faults {
  return () => ({
    answer: (response, request, called) => {
      const isMeant = (operation ?? called) === called && (status ?? response.status) === response.status;
      return isMeant ? change(response, request) : response;
    },
  });
}

export const withStatus =
  (status: number) =>
  (response: Response): Response => ({ ...response, status });

/** Changes fields of the body, `undefined` takes one away. */
export const withFields =
  (fields: Readonly<Record<string, unknown>>) =>
  (response: Response): Response => ({ ...response, body: { ...(response.body as object), ...fields } });

/** Changes headers, `undefined` takes one away. */
export const withHeaders =
  (headers: Readonly<Record<string, string | undefined>>) =>
  (response: Response): Response => {
    const all = Object.entries({ ...response.headers, ...headers });
    return {
      ...response,
      headers: Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    };
  };
