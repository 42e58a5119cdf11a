import { useEffect, useEffectEvent, useRef, useState } from "react";

/** How long typing must pause before a text is applied. */
const pauseMs = 400;

/**
 * The text of a control whose value is part of the address, and a function that sets it. It is applied when typing
 * pauses: the address changes too late for React, which would put the old text back into the control.
 */
export function useTypedText(
  value: string,
  onChange: (value: string) => void,
): readonly [text: string, setText: (text: string) => void] {
  const [text, setText] = useState(value);
  const applied = useRef(value);
  useEffect(() => {
    // What was applied comes back while more is typed. Any other value is from elsewhere, like "Clear filters".
    if (value !== applied.current) setText(value);
    applied.current = value;
  }, [value]);
  const apply = useEffectEvent((next: string) => {
    applied.current = next;
    onChange(next);
  });
  useEffect(() => {
    const next = text.trim();
    if (next === applied.current) return;
    const timer = setTimeout(() => apply(next), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, setText];
}
