import { type ReactElement, useId } from "react";
import type { Filter } from "../api/filters.ts";
import { Button } from "./button.tsx";
import { useIsNarrow } from "./narrow-window.ts";
import { labelOf } from "./text.tsx";
import { useTypedText } from "./typed-text.ts";

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
  const isNarrow = useIsNarrow();
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
        <TypedFilter
          id={id}
          type="datetime-local"
          value={toLocal(value)}
          onChange={(local) => onChange(fromLocal(local))}
        />
      ) : (
        <TypedFilter id={id} type="search" value={value} onChange={onChange} />
      )}
    </div>
  );
}

interface TypedFilterProps {
  readonly id: string;
  readonly type: "search" | "datetime-local";
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function TypedFilter({ id, type, value, onChange }: TypedFilterProps): ReactElement {
  const [text, setText] = useTypedText(value, onChange);
  return (
    <input
      id={id}
      className={type === "search" ? "input input-code" : "input"}
      type={type}
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
