import { type Comparison, narrowAndWide, nest } from "./comparison.ts";
import { boundOf, impliedBound, maxItems } from "./limits.ts";

/** Compares `items` and `prefixItems`. */
export function compareItems(comparison: Comparison): void {
  const { base, head } = comparison;
  const length = Math.max(base.prefixLength, head.prefixLength);
  // Items that an array of neither version can have are not compared.
  const [narrow] = narrowAndWide(comparison, base, head);
  const bounds = [boundOf(base, maxItems), boundOf(head, maxItems), impliedBound(narrow, maxItems)];
  const most = Math.min(...bounds.map(({ value }) => value));
  for (let index = 0; index < Math.min(length, most); index += 1) {
    comparison.compare(nest(comparison, base.item(index), head.item(index), `[${index}]`));
  }
  if (length < most) comparison.compare(nest(comparison, base.item(length), head.item(length), "[]"));
}
