import { classifyRemoval, findSunsetViolation } from "../deprecation.ts";
import { addressOf } from "../spec/node.ts";
import { addressesOf, locationOf, type Rule } from "./rule.ts";

/** Parameters that callers send: removed, new and required, or with another sunset date. */
export const compareParameters: Rule = (pair, { today }, report) => {
  const { base, head } = pair;
  if (base.isEvent) return;
  const common = { side: "request", location: locationOf(pair) } as const;
  for (const [key, { name, in: where, node, required }] of base.parameters) {
    const after = head.parameters.get(key);
    const parameter = `the \`${where}\` request parameter \`${name}\``;
    if (after === undefined) {
      const { kind, level, reason } = classifyRemoval(node.value, today);
      const rule = kind === "sunset-parse" ? kind : `removed-${kind}`.replace("-without-deprecation", "");
      report({
        id: `request-parameter-${rule}`,
        level,
        message: `deleted ${parameter}${kind === "without-deprecation" ? "" : ` ${reason}`}`,
        ...common,
        ...addressesOf(node, head.node),
      });
      continue;
    }
    const addresses = addressesOf(node, after.node);
    if (after.required && !required) {
      report({
        id: "request-parameter-became-required",
        level: "breaking",
        message: `${parameter} became required`,
        ...common,
        ...addresses,
      });
    }
    const violation = findSunsetViolation(node.value, after.node.value);
    if (violation !== undefined) {
      const message = `${violation.change}: ${parameter}`;
      report({ id: `request-parameter-${violation.kind}`, level: "breaking", message, ...common, ...addresses });
    }
  }
  for (const [key, { name, in: where, node, required }] of head.parameters) {
    if (!required || base.parameters.has(key)) continue;
    report({
      id: "new-required-request-parameter",
      level: "breaking",
      message: `added the new required \`${where}\` request parameter \`${name}\``,
      ...common,
      base: addressOf(base.node),
      head: addressOf(node),
    });
  }
};
