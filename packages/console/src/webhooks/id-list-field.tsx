import type { ReactElement } from "react";
import { Field } from "../ui/field.tsx";

interface IdListFieldProps {
  readonly label: string;
  readonly description: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A list of ids, one a line. */
export function IdListField({ label, description, value, error, onChange }: IdListFieldProps): ReactElement {
  return (
    <Field label={label} description={description} error={error}>
      {(control) => (
        <textarea
          {...control}
          className="input input-code"
          rows={2}
          spellCheck={false}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}

/** The ids of such a field. */
export const idsOf = (value: string): string[] =>
  value
    .split("\n")
    .map((id) => id.trim())
    .filter((id) => id !== "");
