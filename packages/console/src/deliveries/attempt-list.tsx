import type { Attempt } from "@agent-webhooks/client";
import type { ReactElement } from "react";
import { Badge } from "../ui/badge.tsx";
import { Empty } from "../ui/states.tsx";
import { Foreign, formatDuration, labelOf, Time, visibleLines } from "../ui/text.tsx";

/** The attempts of a delivery, newest first. */
export function AttemptList({ attempts }: { readonly attempts: readonly Attempt[] }): ReactElement {
  if (attempts.length === 0) return <Empty title="No attempt was made yet." />;
  return (
    <ol className="timeline" reversed>
      {attempts.toReversed().map((attempt) => (
        <li key={attempt.attempt} className="timeline-item">
          <AttemptDetails attempt={attempt} />
        </li>
      ))}
    </ol>
  );
}

function AttemptDetails({ attempt }: { readonly attempt: Attempt }): ReactElement {
  const { outcome, status_code, error, response_excerpt, started_at, duration_ms } = attempt;
  const isSuccess = outcome === "succeeded";
  return (
    <>
      <p className="timeline-head">
        <strong>Attempt {attempt.attempt}</strong>
        <Badge tone={isSuccess ? "good" : "bad"} icon={isSuccess ? "check" : "cross"}>
          {labelOf(outcome)}
        </Badge>
        {status_code !== undefined && <span>HTTP {status_code}</span>}
        <span className="quiet">
          <Time at={started_at} />, {formatDuration(duration_ms)}
        </span>
      </p>
      {error !== undefined && (
        <p>
          <Foreign text={error} />
        </p>
      )}
      {response_excerpt !== undefined && (
        <details className="details" open>
          <summary>Response body, its beginning</summary>
          <pre className="pre">
            <bdi>{visibleLines(response_excerpt)}</bdi>
          </pre>
        </details>
      )}
    </>
  );
}
