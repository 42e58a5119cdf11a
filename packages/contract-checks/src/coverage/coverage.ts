import type { Operation } from "@agent-webhooks/types";
import type { TargetResponse } from "../provider/response.ts";
import { allOperations, operationIdsOf, type SpecName } from "../spec/operations.ts";
import { coveredPoints } from "./covered-points.ts";
import { type Gap, gapsOf } from "./gaps.ts";
import { pointsOf } from "./points.ts";

export interface Coverage {
  readonly points: number;
  readonly covered: number;
  /** Number of points that are not covered and are a known gap. */
  readonly gaps: number;
  /** Points that are not covered, without a known gap. */
  readonly missing: readonly string[];
  /** Known gaps that are covered, or not in the spec. */
  readonly stale: readonly Gap[];
}

/** The operations of a spec. */
function operationsOf(spec: SpecName): readonly Operation[] {
  return operationIdsOf(spec).map((id) => allOperations[id]);
}

/**
 * The part of a spec that responses cover. Responses to requests that are not in the spec cover nothing.
 *
 * @param spec other operations than those of the spec
 */
export function coverageOf(
  responses: readonly TargetResponse[],
  specName: SpecName,
  spec: readonly Operation[] = operationsOf(specName),
  knownGaps: readonly Gap[] = gapsOf(specName),
): Coverage {
  const pointsByOperation = new Map(spec.map((operation) => [operation.id, coveredPoints(operation)]));
  const covered = new Set<string>();
  for (const response of responses) {
    const pointsCoveredBy = pointsByOperation.get(response.operation?.id ?? "");
    for (const point of pointsCoveredBy?.(response) ?? []) covered.add(point);
  }
  const points = pointsOf(spec);
  const uncovered = points.filter((point) => !covered.has(point));
  const missing = uncovered.filter((point) => !knownGaps.some((gap) => includes(gap, point)));
  return {
    points: points.length,
    covered: points.length - uncovered.length,
    gaps: uncovered.length - missing.length,
    missing,
    stale: knownGaps.filter((gap) => {
      const included = points.filter((point) => includes(gap, point));
      return included.length === 0 || included.some((point) => covered.has(point));
    }),
  };
}

function includes(gap: Gap, point: string): boolean {
  return point === gap.point || point.startsWith(`${gap.point} `);
}

export function formatCoverage({ points, covered, gaps, missing, stale }: Coverage, spec: SpecName): string {
  const share = ((100 * (covered + gaps)) / points).toFixed(1);
  return [
    ...missing.map((point) => `✗ not covered: ${point}`),
    ...stale.map(({ point }) => `✗ known gap that is covered, or not in the spec: ${point}`),
    `${share} % of ${points} points of specs/${spec}.yaml: ${covered} covered, ${gaps} known gaps, ${missing.length} missing`,
    "",
  ].join("\n");
}
