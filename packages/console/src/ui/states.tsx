import type { ReactElement, ReactNode } from "react";
import { describeError } from "../api/errors.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icons.tsx";

export function Loading(): ReactElement {
  return (
    <p className="state" role="status">
      Loading …
    </p>
  );
}

/** Nothing is there; says what to do about it. */
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
}

/** What went wrong, and what to do. */
export function Failure({ error, onRetry }: FailureProps): ReactElement {
  const { title, details, advice } = describeError(error);
  return (
    <div className="failure" role="alert">
      <p className="state-title">
        <Icon name="warning" />
        <bdi>{title}</bdi>
      </p>
      {details.map((detail) => (
        <p key={detail}>
          <bdi>{detail}</bdi>
        </p>
      ))}
      {advice !== undefined && <p>{advice}</p>}
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}
