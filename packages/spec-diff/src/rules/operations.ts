import type { ReportFinding } from "../change.ts";
import { classifyRemoval, findSunsetViolation } from "../deprecation.ts";
import { addressOf } from "../spec/node.ts";
import type { Operations } from "../spec/operation.ts";
import { addressesOf, locationOf, type Rule } from "./rule.ts";

/**
 * Operations and events that are no longer there.
 *
 * @param today as `YYYY-MM-DD`
 */
export function compareRemovedOperations(
  base: Operations,
  head: Operations,
  today: string,
  report: ReportFinding,
): void {
  const paths = new Set([...head.keys()].map(pathOf));
  for (const [key, operation] of base) {
    if (head.has(key)) continue;
    const { isEvent, path, name, node } = operation;
    const { kind, level, reason } = classifyRemoval(node.value, today);
    const isGone = !paths.has(pathOf(key));
    const rule = kind === "sunset-parse" ? kind : `removed-${kind}`;
    report({
      id: isEvent ? `webhook-${rule}`.replace("-without-deprecation", "") : `${isGone ? "api-path" : "api"}-${rule}`,
      level,
      side: isEvent ? "event" : "request",
      message: isEvent
        ? `the event \`${path}\` is no longer sent, ${reason}`.replace(", without deprecation", "")
        : `api ${isGone ? "path " : ""}removed ${reason}`,
      location: { operation: name },
      base: addressOf(node),
    });
  }
}

/** The section and path in the key of an operation, which has its method between them. */
function pathOf(key: string): string {
  const [section, , ...path] = key.split(" ");
  return [section, ...path].join(" ");
}

/** The name of an operation, which generated code has, and the date of its removal. */
export const compareOperation: Rule = (pair, _, report) => {
  const { base, head } = pair;
  const common = { side: base.isEvent ? "event" : "request", location: locationOf(pair) } as const;
  const [before, after] = [base.node.value.operationId, head.node.value.operationId];
  if (typeof before === "string" && before !== after) {
    const change = typeof after === "string" ? `replaced with \`${after}\`` : "not replaced";
    report({
      id: "api-operation-id-removed",
      level: "warning",
      message: `api operation id \`${before}\` removed and ${change}`,
      advice: "Generated code uses this name; update the code that calls it.",
      ...common,
      ...addressesOf(base.node, head.node),
    });
  }
  const violation = findSunsetViolation(base.node.value, head.node.value);
  if (violation !== undefined) {
    report({
      id:
        violation.kind === "sunset-deleted" ? violation.kind : `${base.isEvent ? "webhook" : "api"}-${violation.kind}`,
      level: "breaking",
      message: violation.change,
      ...common,
      ...addressesOf(base.node, head.node, "x-sunset"),
    });
  }
};
