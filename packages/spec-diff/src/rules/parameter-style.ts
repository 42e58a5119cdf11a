import { alternativesOf } from "../schema/alternatives.ts";
import type { Document } from "../spec/document.ts";
import type { JsonObject } from "../spec/json.ts";
import type { Node } from "../spec/node.ts";
import { normalizeMediaType } from "./media-types.ts";
import { pairHeaders, pairParameters, schemaOf } from "./operation-schemas.ts";
import { addressesOf, locationOf, type Rule } from "./rule.ts";

/** How the value of a parameter or header is serialized, whatever its schema. */
export const compareParameterStyles: Rule = (pair, documents, report) => {
  for (const { name, in: where, base, head, side, subject, part } of [...pairParameters(pair), ...pairHeaders(pair)]) {
    const [before, after] = [styleOf(where, base), styleOf(where, head)];
    for (const [field, value] of Object.entries(before)) {
      if (value === after[field]) continue;
      const canDiffer = () => canExplode(documents.base, base, before) && canExplode(documents.head, head, after);
      if (field === "explode" && !canDiffer()) continue;
      // A provider that also accepts reserved characters or empty values accepts everything that it did before.
      if ((field === "allowReserved" || field === "allowEmptyValue") && after[field] === true) continue;
      const what = subject === "request-parameter" ? `${where} parameter` : "header";
      report({
        id: `${subject}-${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-changed`,
        level: "breaking",
        side,
        message: `\`${field}\` of the ${what} \`${name}\` changed from ${value} to ${after[field]}`,
        location: locationOf(pair, part),
        ...addressesOf(base, head, field),
      });
    }
  }
};

/** Whether `explode` makes a difference: not to `deepObject`, and to `simple` only for objects (OpenAPI 4.8.12.4). */
function canExplode(document: Document, parameter: Node<JsonObject>, { style }: Record<string, unknown>): boolean {
  if (style === "deepObject") return false;
  return alternativesOf(schemaOf(document, parameter)).some(
    ({ types }) => types.has("object") || (types.has("array") && style !== "simple"),
  );
}

/** With the defaults of OpenAPI. */
function styleOf(where: string, { value }: Node<JsonObject>): Record<string, unknown> {
  const { style = where === "query" || where === "cookie" ? "form" : "simple" } = value;
  const { explode = style === "form", allowReserved = false, allowEmptyValue = false, content } = value;
  const mediaTypes = Object.keys(content ?? {}).map(normalizeMediaType);
  return { style, explode, allowReserved, allowEmptyValue, content: mediaTypes.join(", ") || "none" };
}
