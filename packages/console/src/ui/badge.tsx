import type { ReactElement, ReactNode } from "react";
import { Icon, type IconName } from "./icons.tsx";

export type Tone = "good" | "bad" | "waiting" | "off";

/** A status: an icon and a word; the color only repeats them. */
export function Badge(props: {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <span className={`badge badge-${props.tone}`}>
      <Icon name={props.icon} />
      {props.children}
    </span>
  );
}
