import type { WebhookHealth } from "@agent-webhooks/client";
import type { ReactElement } from "react";
import { formatDuration, formatNumber } from "../ui/text.tsx";

interface AttemptChartsProps {
  readonly counts: WebhookHealth["attempts_by_hour"];
  readonly isDaily: boolean;
}

/** Attempts by outcome, and their average duration, of each hour or day. */
export function AttemptCharts({ counts, isDaily }: AttemptChartsProps): ReactElement {
  const sum = (of: "succeeded" | "failed") => counts.reduce((total, each) => total + each[of], 0);
  const [succeeded, failed] = [sum("succeeded"), sum("failed")];
  const highest = Math.max(1, ...counts.map((each) => each.succeeded + each.failed));
  const slowest = Math.max(1, ...counts.map((each) => each.average_duration_ms ?? 0));
  const format = new Intl.DateTimeFormat(
    undefined,
    isDaily ? { dateStyle: "medium", timeZone: "UTC" } : { timeStyle: "short" },
  );
  return (
    <div className="charts">
      <Chart
        caption={`${formatNumber(succeeded)} succeeded, ${formatNumber(failed)} failed`}
        label={`Attempts: ${succeeded} succeeded, ${failed} failed; at most ${highest} in ${isDaily ? "a day" : "an hour"}`}
        bars={counts.map((each) => ({
          from: each.from,
          title: `${format.format(new Date(each.from))}: ${each.succeeded} succeeded, ${each.failed} failed`,
          parts: [
            ["chart-good", each.succeeded / highest],
            ["chart-bad", each.failed / highest],
          ],
        }))}
      />
      <Chart
        caption={`Average duration, at most ${formatDuration(slowest)}`}
        label={`Average duration of attempts: at most ${formatDuration(slowest)}`}
        bars={counts.map(({ from, average_duration_ms: average = 0 }) => ({
          from,
          title: `${format.format(new Date(from))}: ${formatDuration(average)}`,
          parts: [["chart-duration", average / slowest]],
        }))}
      />
    </div>
  );
}

/** Size of a chart in its own units; it is scaled to its width. */
const size = { width: 600, height: 96 };

interface ChartProps {
  readonly caption: string;
  readonly label: string;
  readonly bars: readonly {
    readonly from: string;
    readonly title: string;
    /** From the bottom up; each takes a share of the height of the chart. */
    readonly parts: readonly (readonly [className: string, share: number])[];
  }[];
}

function Chart({ caption, label, bars }: ChartProps): ReactElement {
  const step = size.width / bars.length;
  return (
    <figure>
      <figcaption>{caption}</figcaption>
      <svg
        className="chart"
        viewBox={`0 0 ${size.width} ${size.height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        {bars.map(({ from, title, parts }, index) => {
          const column = { x: index * step + step * 0.15, width: step * 0.7 };
          let y = size.height;
          return (
            <g key={from}>
              <title>{title}</title>
              <rect {...column} className="chart-space" y={0} height={size.height} />
              {parts.map(([className, share]) => {
                const height = share * size.height;
                y -= height;
                return <rect key={className} {...column} className={className} y={y} height={height} />;
              })}
            </g>
          );
        })}
      </svg>
    </figure>
  );
}
