import { type ReactElement, type ReactNode, useId } from "react";

/** What a control needs to be connected with its label, description and error. */
export interface ControlProps {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": true | undefined;
}

interface FieldProps {
  readonly label: string;
  readonly description?: string | undefined;
  readonly error?: string | undefined;
  readonly children: (control: ControlProps) => ReactNode;
}

export function Field({ label, description, error, children }: FieldProps): ReactElement {
  const id = useId();
  const text = error ?? description;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        "aria-describedby": text === undefined ? undefined : `${id}-text`,
        "aria-invalid": error === undefined ? undefined : true,
      })}
      {error === undefined ? (
        description !== undefined && (
          <p id={`${id}-text`} className="description">
            {description}
          </p>
        )
      ) : (
        <p key="error" id={`${id}-text`} className="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

interface ChoicesProps<Choice extends string> {
  readonly legend: string;
  readonly choices: readonly Choice[];
  readonly chosen: readonly Choice[];
  readonly onChange: (chosen: Choice[]) => void;
  readonly error?: string | undefined;
}

/** Several choices of a list. */
export function Choices<Choice extends string>(props: ChoicesProps<Choice>): ReactElement {
  const { legend, choices, chosen, onChange, error } = props;
  const errorId = useId();
  return (
    <fieldset className="choices" aria-describedby={error === undefined ? undefined : errorId}>
      <legend>{legend}</legend>
      {choices.map((choice) => (
        <label key={choice} className="choice">
          <input
            type="checkbox"
            checked={chosen.includes(choice)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, choice] : chosen.filter((other) => other !== choice))
            }
          />
          {choice}
        </label>
      ))}
      {error !== undefined && (
        <p id={errorId} className="field-error">
          {error}
        </p>
      )}
    </fieldset>
  );
}
