/** A number as it is written: JavaScript's numbers have fewer digits. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Json = string | boolean | null | JsonNumber | readonly Json[] | { readonly [key: string]: Json };

type Revive = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;

/** Parses JSON, with its numbers as they are written where the browser can tell. */
export function parseJson(text: string): Json {
  const revive: Revive = (_key, value, context) =>
    typeof value === "number" ? new JsonNumber(context?.source ?? String(value)) : value;
  return JSON.parse(text, revive);
}
