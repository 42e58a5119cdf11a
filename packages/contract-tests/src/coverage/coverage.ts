import type { Operation } from "@agent-webhooks/types";
import type { Answer } from "../provider/answer.ts";
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

/** Gathers what answers show of a spec. */
export class CoverageMeter {
  readonly #operations: readonly Operation[];
  readonly #shown = new Set<string>();

  constructor(operations: readonly Operation[]) {
    this.#operations = operations;
  }

  /** Takes what one answer shows. An answer to something that the contract does not have shows nothing. */
  add(answer: Answer): void {
    const operation = this.#operations.find(({ id }) => id === answer.operation?.id);
    if (operation !== undefined) for (const point of shownBy(operation, answer)) this.#shown.add(point);
  }

  read(gaps: readonly Gap[]): Coverage {
    const points = pointsOf(this.#operations);
    const missing = points.filter((point) => !this.#shown.has(point));
    const explains = (gap: Gap, point: string) => point === gap.point || point.startsWith(`${gap.point} `);
    const explained = missing.filter((point) => gaps.some((gap) => explains(gap, point)));
    return {
      points: points.length,
      shown: points.length - missing.length,
      explained: explained.length,
      missing: missing.filter((point) => !explained.includes(point)),
      stale: gaps.filter((gap) => {
        const meant = points.filter((point) => explains(gap, point));
        return meant.length === 0 || meant.some((point) => this.#shown.has(point));
      }),
    };
  }
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
