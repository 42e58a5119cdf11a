import { findWeakenedExtensions } from "../schema/extensions.ts";
import { addressesOf, locationOf, type Rule } from "./rule.ts";

/** The extensions of an operation and of its request body. Those of schemas are compared with the schemas. */
export const compareExtensions: Rule = (pair, _, report) => {
  const { base, head } = pair;
  const nodes = [
    [base.node, head.node] as const,
    ...(base.body && head.body ? [[base.body.node, head.body.node] as const] : []),
  ];
  for (const [before, after] of nodes) {
    for (const { name, change } of findWeakenedExtensions(before.value, after.value, !base.isEvent)) {
      report({
        id: `${name}-changed`,
        level: "breaking",
        side: base.isEvent ? "event" : "request",
        message: `\`${name}\` ${change}`,
        location: locationOf(pair),
        ...addressesOf(before, after, name),
      });
    }
  }
};
