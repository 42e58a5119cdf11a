import type { Document, Node } from "../spec/document.ts";
import { isObject, type Json, type JsonObject } from "../spec/json.ts";
import { annotationKeywords, isSameSchema } from "./is-same-schema.ts";
import { isMatch } from "./pattern-subset.ts";

/** The types of values. Here `number` is a number with a fraction, so the schema type `number` is both of them. */
export type ValueType = "null" | "boolean" | "object" | "array" | "number" | "integer" | "string";

const valueTypes: ReadonlySet<ValueType> = new Set([
  "null",
  "boolean",
  "object",
  "array",
  "number",
  "integer",
  "string",
]);

/** Keywords that do not restrict values by themselves. */
const neutralKeywords: ReadonlySet<string> = annotationKeywords.union(new Set(["$ref", "allOf"]));

/**
 * A JSON Schema by its meaning: `$ref` and `allOf` are flattened into one list of parts, all of which apply. Naming,
 * inlining or regrouping a schema makes no difference.
 */
export class Schema {
  /** Where the schema is used. */
  readonly at: Node;
  /** The objects whose keywords all apply. */
  readonly parts: readonly Node<JsonObject>[];
  /** Whether no value is valid, because `false` is among the parts. */
  readonly isImpossible: boolean;
  readonly document: Document;
  readonly #nodes: readonly Node[];
  #alternatives: readonly Schema[] | undefined;

  /** @param nodes schemas that all apply; without any, every value is valid */
  constructor(document: Document, at: Node, nodes: readonly Node[] = [at]) {
    this.document = document;
    this.at = at;
    this.#nodes = nodes;
    const parts: Node<JsonObject>[] = [];
    let isImpossible = false;
    const seen = new Set<string>();
    const expand = (node: Node) => {
      if (node.value === false) isImpossible = true;
      if (!isObject(node.value) || seen.has(`${node.file}#${node.pointer}`)) return;
      const { value } = node;
      seen.add(`${node.file}#${node.pointer}`);
      parts.push({ ...node, value });
      if (typeof value.$ref === "string") expand(document.follow(node, value.$ref));
      for (const [, branch] of document.children(document.child(node, "allOf"))) expand(branch);
    };
    for (const node of nodes) expand(node);
    this.parts = parts;
    this.isImpossible = isImpossible;
  }

  /** Whether another schema is the same text. If not, it may still have the same meaning. */
  isWrittenLike(other: Schema): boolean {
    return (
      this.#nodes.length === other.#nodes.length &&
      this.#nodes.every((node, index) => {
        const same = other.#nodes[index];
        return (
          same !== undefined &&
          isSameSchema({ document: this.document, node }, { document: other.document, node: same })
        );
      })
    );
  }

  /** Every value of a keyword. */
  keyword(name: string): Node[] {
    return this.parts.flatMap((part) => this.document.child(part, name) ?? []);
  }

  /** The node of the first of these keywords; the schema itself if it has none. */
  where(...names: string[]): Node {
    for (const name of names) {
      const [node] = this.keyword(name);
      if (node !== undefined) return node;
    }
    return this.parts[0] ?? this.at;
  }

  /** The types that a value can have. */
  get types(): ReadonlySet<ValueType> {
    if (this.isImpossible) return new Set();
    return this.keyword("type")
      .map(({ value }) => typesOf(value))
      .reduce((all, types) => all.intersection(types), valueTypes);
  }

  /** Names of the described properties. */
  get propertyNames(): Set<string> {
    return new Set(this.keyword("properties").flatMap(({ value }) => (isObject(value) ? Object.keys(value) : [])));
  }

  /** Names of the required properties. */
  get required(): Set<string> {
    return new Set(this.keyword("required").flatMap(({ value }) => (Array.isArray(value) ? value.map(String) : [])));
  }

  /** The schema of a property, described or not. */
  property(name: string): Schema {
    const isDescribed = this.propertyNames.has(name);
    const nodes = this.parts.flatMap((part) => {
      const own = this.#described(part, name);
      if (own.length > 0) return own;
      const rest = this.document.child(part, "additionalProperties");
      return rest ?? (isDescribed ? [] : (this.document.child(part, "unevaluatedProperties") ?? []));
    });
    return this.#inner(nodes);
  }

  #described(part: Node, name: string): Node[] {
    const properties = this.document.child(part, "properties");
    const property = properties && this.document.child(properties, name);
    const patterns = this.document
      .children(this.document.child(part, "patternProperties"))
      .filter(([pattern]) => isMatch(pattern, name))
      .map(([, node]) => node);
    return [...(property ? [property] : []), ...patterns];
  }

  /** The schema of properties that are not described. */
  get otherProperties(): Schema {
    return this.#inner([...this.keyword("additionalProperties"), ...this.keyword("unevaluatedProperties")]);
  }

  /** The schema of array items. */
  get items(): Schema {
    return this.#inner(this.keyword("items"));
  }

  /** Whether every value is valid. */
  get isAnything(): boolean {
    return (
      !this.isImpossible && this.parts.every(({ value }) => Object.keys(value).every((key) => neutralKeywords.has(key)))
    );
  }

  /**
   * The alternatives of `oneOf` and `anyOf`, each combined with the rest of the schema. Without these keywords, the schema
   * itself.
   */
  get alternatives(): readonly Schema[] {
    this.#alternatives ??= this.#choose();
    return this.#alternatives;
  }

  /** The alternatives, split by type where `type` is a list. */
  get alternativesByType(): readonly Schema[] {
    return this.alternatives.flatMap((schema) => {
      const named = schema.keyword("type").length > 0;
      const types = [...schema.types].filter((type) => type !== "integer" || !schema.types.has("number"));
      if (!named || types.length < 2) return [schema];
      return types.map((type) => schema.#with({ ...schema.where("type"), value: { type } }, schema.parts));
    });
  }

  #choose(): readonly Schema[] {
    for (const part of this.parts) {
      const key = ["oneOf", "anyOf"].find((key) => Array.isArray(part.value[key]));
      if (key === undefined) continue;
      const { [key]: _, ...value } = part.value;
      const rest = this.parts.map((other) => (other === part ? { ...part, value } : other));
      const branches = this.document.children(this.document.child(part, key));
      return branches.flatMap(([, branch]) => this.#with(branch, rest).alternatives);
    }
    return [this];
  }

  /** Combines parts with a branch. What the parts refer to is among them already. */
  #with(branch: Node, parts: readonly Node<JsonObject>[]): Schema {
    const known = parts.map((part) => {
      const { $ref, allOf, ...value } = part.value;
      return { ...part, value };
    });
    // The parts come before the branch, so that a branch that refers back to them terminates.
    return new Schema(this.document, branch, [...known, branch]);
  }

  #inner(nodes: readonly Node[]): Schema {
    const [first] = nodes;
    return new Schema(this.document, first ?? this.parts[0] ?? this.at, nodes);
  }
}

/** The values that every `enum` and `const` allows; `undefined` without these keywords. */
export function allowedValues(schema: Schema): Json[] | undefined {
  const lists = [
    ...schema.keyword("enum").map(({ value }) => (Array.isArray(value) ? (value as Json[]) : [])),
    ...schema.keyword("const").map(({ value }) => [value]),
  ];
  if (lists.length === 0) return undefined;
  return lists.reduce((all, list) => {
    const texts = new Set(list.map((value) => JSON.stringify(value)));
    return all.filter((value) => texts.has(JSON.stringify(value)));
  });
}

/** The types that the keyword `type` allows. */
function typesOf(type: Json): Set<ValueType> {
  const names = new Set(Array.isArray(type) ? type : [type]);
  if (names.has("number")) names.add("integer");
  return new Set([...valueTypes].filter((name) => names.has(name)));
}

/** Formats types for messages: `integer or string`. */
export function formatTypes(types: ReadonlySet<ValueType>): string {
  const names = [...types].filter((name) => name !== "integer" || !types.has("number"));
  if (types.size === valueTypes.size) return "any type";
  return names.join(" or ") || "nothing";
}
