import { type ReactElement, useEffect, useId, useState } from "react";
import type { Filter } from "../api/filters.ts";
import { Button } from "./button.tsx";
import { useMediaQuery } from "./media-query.ts";
import { labelOf } from "./text.tsx";

/** How long typing must pause before a text is applied. */
const pauseMs = 400;

type Values = Readonly<Record<string, string | undefined>>;

interface FilterBarProps {
  readonly filters: readonly Filter[];
  readonly values: Values;
  readonly onChange: (values: Record<string, string>) => void;
}

/** A control for each filter of a list. */
export function FilterBar({ filters, values, onChange }: FilterBarProps): ReactElement {
  const set = (name: string) => (value: string) => {
    const entries = Object.entries({ ...values, [name]: value });
    onChange(Object.fromEntries(entries.filter((entry): entry is [string, string] => !!entry[1])));
  };
  const used = filters.filter(({ name }) => values[name] !== undefined).length;
  const isNarrow = useMediaQuery("(max-width: 48rem)");
  const controls = (
    <div className="filter-grid">
      {filters.map((filter) => (
        <FilterControl
          key={filter.name}
          filter={filter}
          value={values[filter.name] ?? ""}
          onChange={set(filter.name)}
        />
      ))}
    </div>
  );
  return (
    <search className="filters">
      {isNarrow ? (
        <details className="details">
          <summary>Filters{used > 0 && `: ${used}`}</summary>
          {controls}
        </details>
      ) : (
        controls
      )}
      {used > 0 && <Button onClick={() => onChange({})}>Clear filters</Button>}
    </search>
  );
}

interface FilterControlProps {
  readonly filter: Filter;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function FilterControl({ filter: { name, values, isTime }, value, onChange }: FilterControlProps): ReactElement {
  const id = useId();
  return (
    <div className="filter">
      <label htmlFor={id}>{labelOf(name)}</label>
      {values ? (
        <select id={id} className="input" value={value} onChange={({ target }) => onChange(target.value)}>
          <option value="">Any</option>
          {values.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      ) : isTime ? (
        <input
          id={id}
          className="input"
          type="datetime-local"
          value={toLocal(value)}
          onChange={({ target }) => onChange(fromLocal(target.value))}
        />
      ) : (
        <TextFilter id={id} value={value} onChange={onChange} />
      )}
    </div>
  );
}

/** A text that is applied when typing pauses. */
function TextFilter({ id, value, onChange }: { id: string; value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => onChange(text.trim()), pauseMs);
    return () => clearTimeout(timer);
  });
  return (
    <input
      id={id}
      className="input input-code"
      type="search"
      spellCheck={false}
      value={text}
      onChange={({ target }) => setText(target.value)}
    />
  );
}

/** A time of the API as the value of a control, which has the zone of the user. */
export function toLocal(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "";
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** And back; empty if it is incomplete. */
export function fromLocal(value: string): string {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}
