/** The part of `JSON` that TypeScript does not know yet. */
const { rawJSON, isRawJSON } = JSON as unknown as {
  rawJSON(text: string): unknown;
  isRawJSON(value: unknown): value is { readonly rawJSON: string };
};

/**
 * Parses JSON. A number that JavaScript would write in another way than it was read, such as 1e400 or 9007199254740993,
 * becomes a `JSON.rawJSON`, which `JSON.stringify` writes as it was read.
 *
 * @throws SyntaxError
 */
export function parseExactly(text: string): unknown {
  return JSON.parse(text, (_name: string, value: unknown, context?: { readonly source?: string }) => {
    const source = context?.source;
    return typeof value === "number" && source !== undefined && String(value) !== source ? rawJSON(source) : value;
  });
}

/** A parsed number in a form that equal numbers share, whatever their size; `undefined` when it is not a number. */
export function canonicalNumber(value: unknown): string | undefined {
  const text = isRawJSON(value) ? value.rawJSON : typeof value === "number" ? String(value) : undefined;
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text ?? "");
  if (parts === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = parts;
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  const scale = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${sign}${significant}e${scale}`;
}
