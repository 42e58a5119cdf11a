import type { Attempt } from "@agent-webhooks/client";
import type { ReactElement } from "react";
import { requestHeaders, signatureHeader } from "../events/request-headers.ts";
import { Badge } from "../ui/badge.tsx";
import { Facts } from "../ui/facts.tsx";
import { Empty } from "../ui/states.tsx";
import { Code, Foreign, formatDuration, labelOf, Time, visibleLines } from "../ui/text.tsx";

interface AttemptListProps {
  readonly eventId: string;
  readonly attempts: readonly Attempt[];
}

/** The attempts of a delivery, newest first. */
export function AttemptList({ eventId, attempts }: AttemptListProps): ReactElement {
  if (attempts.length === 0) return <Empty title="No attempt was made yet." />;
  return (
    <ol className="timeline" reversed>
      {attempts.toReversed().map((attempt) => (
        <li key={attempt.attempt} className="timeline-item">
          <AttemptDetails attempt={attempt} />
          <RequestHeaders eventId={eventId} attempt={attempt} />
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

/** Whether an attempt with this outcome, and without a response, may have sent a request. */
const maySend: Readonly<Record<Attempt["outcome"], boolean>> = {
  succeeded: true,
  http_error: true,
  timeout: true,
  connection_error: true,
  tls_error: false,
  forbidden_address: false,
  internal_error: false,
};

interface RequestHeadersProps {
  readonly eventId: string;
  readonly attempt: Attempt;
}

/** The headers that are known of the request, though none are recorded. */
function RequestHeaders({ eventId, attempt }: RequestHeadersProps): ReactElement | null {
  const { outcome, status_code, started_at } = attempt;
  if (!maySend[outcome]) return null;
  const headers = requestHeaders(eventId, new Date(started_at));
  return (
    <details className="details">
      <summary>Request headers</summary>
      {status_code === undefined && <p>Without a response, it is not known whether the request was sent.</p>}
      <Facts
        facts={{
          ...Object.fromEntries(
            Object.entries(headers).map(([name, value]) => [name, <Code key={name} text={value} />]),
          ),
          [signatureHeader]: "Not recorded",
        }}
      />
    </details>
  );
}
