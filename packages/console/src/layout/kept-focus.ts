import { useEffect } from "react";

/**
 * Moves the focus on when the element that has it is removed or disabled, also after a dialog. The browser would put it
 * at the start of the document.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let path: readonly Element[] = [];
    const remember = (event: FocusEvent) => {
      path = pathOf(event, path);
    };
    const observer = new MutationObserver(() => {
      const [focused] = path;
      if (focused === undefined || (focused.isConnected && !focused.matches(":disabled"))) return;
      // A disabled element stays the active one until the browser renders.
      if (document.activeElement !== document.body && document.activeElement !== focused) return;
      const next = successorOf(path);
      if (next?.matches("h1, h2")) next.tabIndex = -1;
      next?.focus({ preventScroll: true });
    });
    document.addEventListener("focusin", remember);
    observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ["disabled"] });
    return () => {
      document.removeEventListener("focusin", remember);
      observer.disconnect();
    };
  }, []);
}

/** The focused element and those around it. In a dialog, those of the element that opened it come after the dialog. */
function pathOf(event: FocusEvent, previous: readonly Element[]): readonly Element[] {
  const path = event.composedPath().filter((each) => each instanceof Element);
  const dialog = path.find((each) => each instanceof HTMLDialogElement);
  if (dialog === undefined) return path;
  return [...path.slice(0, path.indexOf(dialog) + 1), ...previous.slice(previous.indexOf(dialog) + 1)];
}

/** What comes after the removed element: the next row of its table, or the heading of what it was in. */
function successorOf(path: readonly Element[]): HTMLElement | null {
  const row = path.find((each) => each instanceof HTMLTableRowElement);
  for (const each of [...path, document.body]) {
    if (!each.isConnected) continue;
    if (row && each instanceof HTMLTableElement) return controlAt(each, Number(row.ariaRowIndex));
    const heading = each.querySelector<HTMLElement>("h1, h2");
    if (heading) return heading;
  }
  return null;
}

/** The first control of a row, or of the last row if there are fewer. A row that is scrolled away has none. */
function controlAt(table: HTMLTableElement, rowIndex: number): HTMLElement | null {
  const rowCount = Number(table.ariaRowCount);
  const index = rowCount > 0 ? Math.min(rowIndex, rowCount) : rowIndex;
  return table.querySelector<HTMLElement>(`[aria-rowindex="${index}"] :is(a, button)`);
}
