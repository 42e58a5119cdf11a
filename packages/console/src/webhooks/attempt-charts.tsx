import type { WebhookHealth } from "@agent-webhooks/client";
import type { ReactElement } from "react";
import { formatDuration, formatNumber } from "../ui/text.tsx";

type Counts = WebhookHealth["attempts_by_hour"][number];

/** Size of a chart in its own units; it is scaled to its width. */
const size = { width: 600, height: 96 };

interface AttemptChartsProps {
  readonly counts: readonly Counts[];
  readonly isDaily: boolean;
}

/** Attempts by outcome, and their average duration, of each hour or day. */
export function AttemptCharts({ counts, isDaily }: AttemptChartsProps): ReactElement {
  const sum = (value: (each: Counts) => number) => counts.reduce((total, each) => total + value(each), 0);
  const [succeeded, failed] = [sum((each) => each.succeeded), sum((each) => each.failed)];
  const highest = Math.max(1, ...counts.map((each) => each.succeeded + each.failed));
  const slowest = Math.max(1, ...counts.map((each) => each.average_duration_ms ?? 0));
  const step = size.width / counts.length;
  const format = new Intl.DateTimeFormat(
    undefined,
    isDaily ? { dateStyle: "medium", timeZone: "UTC" } : { timeStyle: "short" },
  );
  return (
    <div className="charts">
      <figure>
        <figcaption>
          {formatNumber(succeeded)} succeeded, {formatNumber(failed)} failed
        </figcaption>
        <svg
          className="chart"
          viewBox={`0 0 ${size.width} ${size.height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`Attempts: ${succeeded} succeeded, ${failed} failed; at most ${highest} in ${isDaily ? "a day" : "an hour"}`}
        >
          {counts.map((each, index) => {
            const heights = [each.succeeded, each.failed].map((count) => (count / highest) * size.height);
            const [good = 0, bad = 0] = heights;
            const column = { x: index * step + step * 0.15, width: step * 0.7 };
            return (
              <g key={each.from}>
                <title>{`${format.format(new Date(each.from))}: ${each.succeeded} succeeded, ${each.failed} failed`}</title>
                <rect {...column} className="chart-space" y={0} height={size.height} />
                <rect {...column} className="chart-good" y={size.height - good} height={good} />
                <rect {...column} className="chart-bad" y={size.height - good - bad} height={bad} />
              </g>
            );
          })}
        </svg>
      </figure>
      <figure>
        <figcaption>Average duration, at most {formatDuration(slowest)}</figcaption>
        <svg
          className="chart"
          viewBox={`0 0 ${size.width} ${size.height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`Average duration of attempts: at most ${formatDuration(slowest)}`}
        >
          {counts.map(({ from, average_duration_ms: average = 0 }, index) => (
            <g key={from}>
              <title>{`${format.format(new Date(from))}: ${formatDuration(average)}`}</title>
              <rect
                className="chart-space"
                x={index * step + step * 0.15}
                width={step * 0.7}
                y={0}
                height={size.height}
              />
              <rect
                className="chart-duration"
                x={index * step + step * 0.15}
                width={step * 0.7}
                y={size.height * (1 - average / slowest)}
                height={(size.height * average) / slowest}
              />
            </g>
          ))}
        </svg>
      </figure>
    </div>
  );
}
