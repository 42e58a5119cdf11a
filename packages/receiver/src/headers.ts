/**
 * The headers of a request: `Headers`, Node's `request.headers`, or a record in any letter case. A value may be an
 * array.
 */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** One header by its lower-case name, `""` when it is absent. */
export const readHeader = (headers: WebhookHeaders, name: string): string => {
  const value =
    (typeof headers.get === "function"
      ? headers.get(name)
      : ((headers as Record<string, string>)[name] ??
        Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1])) ?? "";
  return typeof value === "string" ? value : value.join(" ");
};
