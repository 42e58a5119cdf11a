import type { Node } from "../spec/document.ts";
import type { JsonObject } from "../spec/json.ts";
import { addressesOf, locationOf, type Rule } from "./rule.ts";

/** How the value of a parameter is serialized into a URL or a header, which oasdiff does not compare. */
export const compareParameterStyles: Rule = (pair, _, report) => {
  for (const [key, base] of pair.base.parameters) {
    const head = pair.head.parameters.get(key);
    if (head === undefined) continue;
    const before = styleOf(base.in, base.node);
    const after = styleOf(head.in, head.node);
    for (const [name, value] of Object.entries(before)) {
      if (value === after[name]) continue;
      // A provider that also accepts reserved characters or empty values accepts everything that it did before.
      if ((name === "allowReserved" || name === "allowEmptyValue") && after[name] === true) continue;
      report({
        id: `request-parameter-${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-changed`,
        level: "breaking",
        side: pair.base.isEvent ? "event" : "request",
        message: `\`${name}\` of the ${base.in} parameter \`${base.name}\` changed from ${value} to ${after[name]}`,
        location: locationOf(pair, `parameter ${base.name}`),
        ...addressesOf(base.node, head.node, name),
      });
    }
  }
};

/** With the defaults of OpenAPI. */
function styleOf(where: string, { value }: Node<JsonObject>): Record<string, unknown> {
  const { style = where === "query" || where === "cookie" ? "form" : "simple" } = value;
  const { explode = style === "form", allowReserved = false, allowEmptyValue = false, content } = value;
  return { style, explode, allowReserved, allowEmptyValue, content: Object.keys(content ?? {}).join(", ") || "none" };
}
