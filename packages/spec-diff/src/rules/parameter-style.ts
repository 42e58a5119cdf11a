import { alternativesOf } from "../schema/alternatives.ts";
import type { Document } from "../spec/document.ts";
import type { JsonObject } from "../spec/json.ts";
import type { Node } from "../spec/node.ts";
import { schemaOf } from "./operation-schemas.ts";
import { addressesOf, locationOf, type Rule } from "./rule.ts";

/** How the value of a parameter is serialized into a URL or a header, whatever its schema. */
export const compareParameterStyles: Rule = (pair, documents, report) => {
  for (const [key, base] of pair.base.parameters) {
    const head = pair.head.parameters.get(key);
    if (head === undefined) continue;
    const before = styleOf(base.in, base.node);
    const after = styleOf(head.in, head.node);
    for (const [name, value] of Object.entries(before)) {
      if (value === after[name]) continue;
      // Only arrays and objects are exploded.
      if (name === "explode" && !(hasItems(documents.base, base.node) && hasItems(documents.head, head.node))) continue;
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

function hasItems(document: Document, parameter: Node<JsonObject>): boolean {
  return alternativesOf(schemaOf(document, parameter)).some(({ types }) => types.has("array") || types.has("object"));
}

/** With the defaults of OpenAPI. */
function styleOf(where: string, { value }: Node<JsonObject>): Record<string, unknown> {
  const { style = where === "query" || where === "cookie" ? "form" : "simple" } = value;
  const { explode = style === "form", allowReserved = false, allowEmptyValue = false, content } = value;
  return { style, explode, allowReserved, allowEmptyValue, content: Object.keys(content ?? {}).join(", ") || "none" };
}
