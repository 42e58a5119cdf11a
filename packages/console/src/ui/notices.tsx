import { type ReactElement, useSyncExternalStore } from "react";

const shownMs = 6_000;

let notice = { id: 0, text: "" };
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function set(text: string): void {
  notice = { id: notice.id + 1, text };
  for (const listener of listeners) listener();
}

/** Shows that something was done. */
export function notify(text: string): void {
  clearTimeout(timer);
  set(text);
  timer = setTimeout(() => set(""), shownMs);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where notices are shown and read out. */
export function Notices(): ReactElement {
  const { id, text } = useSyncExternalStore(subscribe, () => notice);
  return (
    <div className="notices" role="status">
      {/* The same notice again is another element, which is read out too. */}
      {text !== "" && (
        <p key={id} className="notice">
          {text}
        </p>
      )}
    </div>
  );
}
