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
  return text === undefined ? undefined : normalizeNumber(text);
}

const longestExponent = 1_000;

/**
 * Returns the same text for the same number in JSON: `1.50`, `15e-1` and `0.15E1` are `15e-1`. `undefined` when it is not a
 * number. Those with an exponent of more than 1,000 digits are only the same if they are spelled the same.
 */
export function normalizeNumber(source: string): string | undefined {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(source);
  if (parts === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = parts;
  const digits = whole + fraction;
  // Expressions for zeros at the end would take quadratic time.
  let [start, end] = [0, digits.length];
  while (digits[start] === "0") start++;
  if (start === end) return "0";
  while (digits[end - 1] === "0") end--;
  if (exponent.length > longestExponent) return source;
  const scale = BigInt(exponent) + BigInt(whole.length - end);
  return `${sign}${digits.slice(start, end)}e${scale}`;
}
