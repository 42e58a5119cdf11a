import type { Operation } from "@agent-webhooks/types";

/** A query parameter that limits a list. */
export interface Filter {
  readonly name: string;
  /** The values of an enum; `undefined` for a text. */
  readonly values: readonly string[] | undefined;
  readonly isTime: boolean;
}

/** The filters of a list: its query parameters, without those of paging and order. */
export function filtersOf({ parameters, pagination }: Operation): readonly Filter[] {
  return Object.entries(parameters.query).flatMap(([name, { schema }]) => {
    const { type, format, enum: values } = schema as { type?: string; format?: string; enum?: readonly string[] };
    if (type !== "string" || name === pagination?.token) return [];
    return [{ name, values, isTime: format === "date-time" }];
  });
}

/** The filters in the address of a page that have an allowed value. */
export function pickFilters(filters: readonly Filter[], search: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    filters.flatMap(({ name, values }) => {
      const value = search[name];
      if (value === undefined || value === "" || typeof value === "object") return [];
      const text = String(value);
      return values === undefined || values.includes(text) ? [[name, text]] : [];
    }),
  );
}
