import type { Node } from "../document.ts";
import type { JsonObject } from "../json.ts";
import { addresses, placeOf, type Rule } from "./rule.ts";

/** How the value of a parameter is written into a URL or a header: what oasdiff does not look at. */
export const parameterStyles: Rule = (pair, _, report) => {
  for (const [key, base] of pair.base.parameters) {
    const head = pair.head.parameters.get(key);
    if (head === undefined) continue;
    const before = styleOf(base.in, base.node);
    const after = styleOf(head.in, head.node);
    for (const [name, value] of Object.entries(before)) {
      if (value === after[name]) continue;
      // The reader of reserved characters, or of an empty value, reads the rest as before.
      if ((name === "allowReserved" || name === "allowEmptyValue") && after[name] === true) continue;
      report({
        id: `request-parameter-${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-changed`,
        level: "breaking",
        side: pair.base.isEvent ? "event" : "request",
        message: `\`${name}\` of the ${base.in} parameter \`${base.name}\` changed from ${value} to ${after[name]}`,
        place: placeOf(pair, `parameter ${base.name}`),
        ...addresses(base.node, head.node, name),
      });
    }
  }
};

/** With what OpenAPI takes for what is not said. */
function styleOf(where: string, { value }: Node<JsonObject>): Record<string, unknown> {
  const { style = where === "query" || where === "cookie" ? "form" : "simple" } = value;
  const { explode = style === "form", allowReserved = false, allowEmptyValue = false, content } = value;
  return { style, explode, allowReserved, allowEmptyValue, content: Object.keys(content ?? {}).join(", ") || "none" };
}
