import { type ReactElement, type ReactNode, useEffect } from "react";

interface HeadingProps {
  readonly title: string;
  readonly children?: ReactNode;
}

/** The title of a page, also of the tab, with its actions. */
export function Heading({ title, children }: HeadingProps): ReactElement {
  useEffect(() => {
    document.title = `${title} · Agent Webhooks`;
  }, [title]);
  return (
    <div className="heading">
      <h1>{title}</h1>
      {children !== undefined && <div className="actions">{children}</div>}
    </div>
  );
}
