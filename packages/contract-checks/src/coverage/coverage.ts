import type { Operation } from "@agent-webhooks/types";
import type { TargetResponse } from "../provider/response.ts";
import type { Gap } from "./gaps.ts";
import { shownBy } from "./measure.ts";
import { pointsOf } from "./points.ts";

export interface Coverage {
  readonly points: number;
  readonly shown: number;
  /** Not shown, with a reason. */
  readonly explained: number;
  /** Not shown, without one. */
  readonly missing: readonly string[];
  /** Gaps that explain nothing any more: there is no such point, or it is shown. */
  readonly stale: readonly Gap[];
}

/**
 * What answers show of a spec. An answer to something that the spec does not have shows nothing.
 *
 * @param operations the spec
 * @param gaps what cannot be shown, and why
 */
export function coverageOf(
  answers: readonly TargetResponse[],
  operations: readonly Operation[],
  gaps: readonly Gap[],
): Coverage {
  const measures = new Map(operations.map((operation) => [operation.id, shownBy(operation)]));
  const allShown = new Set<string>();
  for (const answer of answers) {
    const measure = measures.get(answer.operation?.id ?? "");
    for (const point of measure?.(answer) ?? []) allShown.add(point);
  }
  const points = pointsOf(operations);
  const missing = points.filter((point) => !allShown.has(point));
  const explains = (gap: Gap, point: string) => point === gap.point || point.startsWith(`${gap.point} `);
  const explained = missing.filter((point) => gaps.some((gap) => explains(gap, point)));
  return {
    points: points.length,
    shown: points.length - missing.length,
    explained: explained.length,
    missing: missing.filter((point) => !explained.includes(point)),
    stale: gaps.filter((gap) => {
      const meant = points.filter((point) => explains(gap, point));
      return meant.length === 0 || meant.some((point) => allShown.has(point));
    }),
  };
}

/** A coverage for people. */
export function coverageText({ points, shown, explained, missing, stale }: Coverage): string {
  const share = ((100 * (shown + explained)) / points).toFixed(1);
  return [
    ...missing.map((point) => `✗ not shown, and no reason in src/coverage/gaps.ts: ${point}`),
    ...stale.map(({ point }) => `✗ explained in src/coverage/gaps.ts, but shown, or not in the spec: ${point}`),
    `${share} % of ${points} points of specs/webhooks.yaml: ${shown} shown, ${explained} explained, ${missing.length} missing`,
    "",
  ].join("\n");
}
