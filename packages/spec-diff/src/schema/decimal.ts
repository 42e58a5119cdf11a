/** A number as written: `digits` × 10^-`scale`. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** Whether a number is a multiple of another in decimal arithmetic, where 0.15 is three times 0.05. */
export function isMultipleOf(value: number, factor: number): boolean {
  const [one, other] = [toDecimal(value), toDecimal(factor)];
  const scale = Math.max(one.scale, other.scale);
  const divisor = scaleTo(other, scale);
  return divisor !== 0n && scaleTo(one, scale) % divisor === 0n;
}

function toDecimal(value: number): Decimal {
  const [number = "", exponent = "0"] = String(value).split("e");
  const [whole = "", fraction = ""] = number.split(".");
  return { digits: BigInt(whole + fraction), scale: fraction.length - Number(exponent) };
}

function scaleTo({ digits, scale }: Decimal, wanted: number): bigint {
  return digits * 10n ** BigInt(wanted - scale);
}
