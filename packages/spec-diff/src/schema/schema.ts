import type { Document, Node } from "../document.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";
import { isMatch } from "./pattern.ts";
import { isSame, prose } from "./same.ts";
import { typesOf, type ValueType, valueTypes } from "./types.ts";

/** What is told about a schema, and what leads to other parts of it. */
const saysNothing: ReadonlySet<string> = prose.union(new Set(["$ref", "allOf"]));

/**
 * A JSON Schema as what it says, not as it is written: what `$ref` and `allOf` bring together is one list of parts, all of
 * which hold. So a schema that got a name, lost it, or was put together in another way is the same.
 */
export class Schema {
  /** Where it is used. */
  readonly at: Node;
  /** Objects with keywords, without `allOf`, all of which hold. */
  readonly parts: readonly Node<JsonObject>[];
  /** Nothing is valid: `false` is among its parts. */
  readonly isImpossible: boolean;
  readonly document: Document;
  readonly #nodes: readonly Node[];
  #alternatives: readonly Schema[] | undefined;

  /** @param nodes schemas, all of which hold; none: anything is valid */
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

  /** Whether another one is written in the same way. If not, it may still say the same. */
  isWrittenLike(other: Schema): boolean {
    return (
      this.#nodes.length === other.#nodes.length &&
      this.#nodes.every((node, index) => {
        const same = other.#nodes[index];
        return (
          same !== undefined && isSame({ document: this.document, node }, { document: other.document, node: same })
        );
      })
    );
  }

  /** Every value that a keyword has, with where it stands. */
  keyword(name: string): Node[] {
    return this.parts.flatMap((part) => this.document.child(part, name) ?? []);
  }

  /** Where a keyword stands; where the schema does when it has none. */
  where(...names: string[]): Node {
    for (const name of names) {
      const [node] = this.keyword(name);
      if (node !== undefined) return node;
    }
    return this.parts[0] ?? this.at;
  }

  /** The types that a value may have. */
  get types(): ReadonlySet<ValueType> {
    if (this.isImpossible) return new Set();
    return this.keyword("type")
      .map(({ value }) => typesOf(value))
      .reduce((all, types) => all.intersection(types), valueTypes);
  }

  /** Names of the properties that it describes. */
  get propertyNames(): Set<string> {
    return new Set(this.keyword("properties").flatMap(({ value }) => (isObject(value) ? Object.keys(value) : [])));
  }

  /** Names of the properties that have to be there. */
  get required(): Set<string> {
    return new Set(this.keyword("required").flatMap(({ value }) => (Array.isArray(value) ? value.map(String) : [])));
  }

  /** What holds for a property, described or not. */
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

  /** What holds for properties that it does not describe. */
  get otherProperties(): Schema {
    return this.#inner([...this.keyword("additionalProperties"), ...this.keyword("unevaluatedProperties")]);
  }

  /** What holds for each item of an array. */
  get items(): Schema {
    return this.#inner(this.keyword("items"));
  }

  /** Whether it says nothing at all. */
  get isAnything(): boolean {
    return (
      !this.isImpossible && this.parts.every(({ value }) => Object.keys(value).every((key) => saysNothing.has(key)))
    );
  }

  /**
   * The schemas that it is a choice of, by `oneOf` and `anyOf`, each with all that holds for every choice; only itself when
   * it is none.
   */
  get alternatives(): readonly Schema[] {
    this.#alternatives ??= this.#choose();
    return this.#alternatives;
  }

  /** The alternatives, one for each type, where several are allowed by name. */
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

  /** What its parts refer to is among them already, so of these only the keywords count. */
  #with(branch: Node, parts: readonly Node<JsonObject>[]): Schema {
    const known = parts.map((part) => {
      const { $ref, allOf, ...value } = part.value;
      return { ...part, value };
    });
    // Before the branch, so that one that leads back here, to what is chosen from already, ends.
    return new Schema(this.document, branch, [...known, branch]);
  }

  #inner(nodes: readonly Node[]): Schema {
    const [first] = nodes;
    return new Schema(this.document, first ?? this.parts[0] ?? this.at, nodes);
  }
}

/** The values of an `enum` or a `const`, all of which a value has to be in; `undefined` when any value will do. */
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
