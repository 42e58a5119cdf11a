import { isWebhookError } from "@agent-webhooks/client";
import type { ReactElement, ReactNode } from "react";
import { isConnectionError } from "../api/connection.ts";
import { describeError } from "../api/errors.ts";
import type { Live } from "../api/queries.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icons.tsx";

export function Loading(): ReactElement {
  return (
    <p className="state" role="status">
      Loading …
    </p>
  );
}

/** Shown in place of an empty list, with what to do next. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }): ReactElement {
  return (
    <div className="state">
      <p className="state-title">{title}</p>
      {children}
    </div>
  );
}

interface FailureProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
  /** Something is shown that could not be fetched again. */
  readonly isOutdated?: boolean;
}

/** What went wrong, and what to do. */
export function Failure({ error, onRetry, isOutdated = false }: FailureProps): ReactElement {
  const { title, details, advice } = describeError(error);
  return (
    // A poll that fails again and again does not interrupt a screen reader each time.
    <div className="failure" role={isOutdated ? "status" : "alert"}>
      <p className="state-title">
        <Icon name="warning" />
        <bdi>{title}</bdi>
      </p>
      {isOutdated ? (
        <p>What is shown may be out of date.</p>
      ) : (
        details.map((detail) => (
          <p key={detail}>
            <bdi>{detail}</bdi>
          </p>
        ))
      )}
      {advice !== undefined && <p>{advice}</p>}
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}

/** The banner says that the service is lost, and the sign-in that the token is rejected. */
const isShownElsewhere = (error: unknown) =>
  isConnectionError(error) || (isWebhookError(error) && error.status === 401);

/** Why what is shown could not be fetched again. */
export function Outdated({ error, onRetry }: Required<Omit<FailureProps, "isOutdated">>): ReactElement | null {
  return error === null || isShownElsewhere(error) ? null : <Failure error={error} onRetry={onRetry} isOutdated />;
}

interface FetchedProps<Data> {
  readonly live: Pick<Live<Data>, "data" | "error" | "refetch">;
  readonly children: (data: Data) => ReactNode;
}

/** What is fetched, or why it is not. */
export function Fetched<Data>({ live: { data, error, refetch }, children }: FetchedProps<Data>): ReactElement {
  const retry = () => void refetch();
  if (data === undefined) return error ? <Failure error={error} onRetry={retry} /> : <Loading />;
  return (
    <>
      <Outdated error={error} onRetry={retry} />
      {children(data)}
    </>
  );
}
