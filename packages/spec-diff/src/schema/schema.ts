import type { Document } from "../spec/document.ts";
import { isObject, type Json } from "../spec/json.ts";
import { addressOf, type Node } from "../spec/node.ts";
import { describedByPattern, describedIn, evaluateParts, type RestKeyword } from "./evaluation.ts";
import { isSameSchema, type SameSchemaOptions } from "./is-same-schema.ts";
import { isNeutral } from "./keywords.ts";
import { expandParts, keyOf, type Part } from "./part.ts";
import { isPatternWithin } from "./pattern-subset.ts";
import { skipReferences } from "./skip-references.ts";
import { commonTypes, commonValues, typeOf, type ValueType } from "./value-types.ts";

/** Schemas by their key, so that one that is reached in many ways is made once. */
const interned = new WeakMap<Document, Map<string, Schema>>();
let lastId = 0;

/**
 * A JSON Schema by its meaning: `$ref` and `allOf` are flattened into one list of parts, all of which apply. Naming,
 * inlining or regrouping a schema makes no difference.
 */
export class Schema {
  /** Identifies it among all schemas. */
  readonly id: number = ++lastId;
  readonly document: Document;
  /** Where the schema is used. */
  readonly at: Node;
  /** The objects whose keywords all apply. */
  readonly parts: readonly Part[];
  /** Schemas that its values must not match. */
  readonly exclusions: readonly Schema[];
  /** Whether one of the schemas that apply is `false`: no value is valid, on purpose. */
  readonly isFalse: boolean;
  readonly #nodes: readonly Node[];
  #declaredTypes: ReadonlySet<ValueType> | undefined;
  #types: ReadonlySet<ValueType> | undefined;
  #allowedValues: readonly Json[] | undefined | null = null;
  #propertyNames: ReadonlySet<string> | undefined;
  #required: ReadonlySet<string> | undefined;
  readonly #properties = new Map<string, Schema>();

  private constructor(document: Document, at: Node, nodes: readonly Node[], exclusions: readonly Schema[]) {
    this.document = document;
    this.at = at;
    this.#nodes = nodes;
    const { parts, hasFalse } = expandParts(document, nodes);
    this.parts = parts;
    const negated = parts.flatMap((part) => {
      const not = document.child(part, "not");
      return not === undefined ? [] : [Schema.of(document, not)];
    });
    this.exclusions = [...new Set([...exclusions, ...negated])];
    // `not: {}` is another way to write `false`.
    this.isFalse = hasFalse || negated.some(({ isAnything }) => isAnything);
  }

  /** The schema at a node. */
  static of(document: Document, node: Node): Schema {
    const target = skipReferences(document, node);
    return Schema.combine(document, target, [target]);
  }

  /**
   * @param at where it is used
   * @param nodes schemas that all apply; without any, every value is valid
   * @param exclusions schemas that must not apply
   */
  static combine(document: Document, at: Node, nodes: readonly Node[], exclusions: readonly Schema[] = []): Schema {
    const schemas = interned.get(document) ?? new Map<string, Schema>();
    interned.set(document, schemas);
    const key = [
      addressOf(at),
      nodes.map(keyOf).join(" "),
      exclusions
        .map(({ id }) => id)
        .sort()
        .join(" "),
    ].join("\n");
    const known = schemas.get(key);
    if (known !== undefined) return known;
    const schema = new Schema(document, at, nodes, exclusions);
    schemas.set(key, schema);
    return schema;
  }

  /**
   * Combines it with another schema.
   *
   * @param parts its own, possibly without a keyword. What their references lead to is among them already.
   * @param exclusions schemas that must not apply either
   */
  and(branch: Node, parts: readonly Part[] = this.parts, exclusions: readonly Schema[] = []): Schema {
    const known = parts.flatMap(({ without = "", ...part }): Part[] => {
      const { $ref, $dynamicRef, allOf, ...value } = part.value;
      if (Object.keys(value).every(isNeutral)) return [];
      return [{ ...part, value, without: `${without}!`, written: part.written ?? part.value }];
    });
    // The parts come before the branch, so that a branch that refers back to them terminates.
    const last = skipReferences(this.document, branch);
    return Schema.combine(this.document, last, [...known, last], [...this.exclusions, ...exclusions]);
  }

  /** The values that are valid for this schema and for another one of the document. */
  intersection(other: Schema): Schema {
    const exclusions = [...this.exclusions, ...other.exclusions];
    // What the other one extends is left out, so that a chain of extensions does not become longer with each step.
    const known = new Set(other.parts.map(keyOf));
    const own = this.#nodes.filter((node) => !known.has(keyOf(node)));
    return Schema.combine(this.document, this.at, [...own, ...other.#nodes], exclusions);
  }

  /** The same without the siblings of a `oneOf` that it excludes. */
  withoutSiblings(): Schema {
    return Schema.combine(this.document, this.at, this.#nodes);
  }

  /** Whether another schema is the same text. If not, it may still have the same meaning. */
  isWrittenLike(other: Schema, options?: SameSchemaOptions): boolean {
    const { document } = this;
    const isSame = (node: Node, same: Node | undefined) =>
      same !== undefined && isSameSchema({ document, node }, { document: other.document, node: same }, options);
    return (
      this.#nodes.length === other.#nodes.length &&
      this.exclusions.length === other.exclusions.length &&
      this.#nodes.every((node, index) => isSame(node, other.#nodes[index])) &&
      this.exclusions.every((one, index) => other.exclusions[index]?.isWrittenLike(one, options))
    );
  }

  /** Whether no value can be valid, as far as that shows in its types. */
  get isImpossible(): boolean {
    return this.types.size === 0;
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
    const allowed = this.allowedValues;
    this.#types ??= allowed ? this.declaredTypes.intersection(new Set(allowed.map(typeOf))) : this.declaredTypes;
    return this.#types;
  }

  /** The types that a value can have as far as `enum` and `const` do not say more. */
  get declaredTypes(): ReadonlySet<ValueType> {
    this.#declaredTypes ??= this.isFalse ? new Set() : commonTypes(this.keyword("type"), this.keyword("multipleOf"));
    return this.#declaredTypes;
  }

  /** The values that every `enum` and `const` allows; `undefined` without these keywords. */
  get allowedValues(): readonly Json[] | undefined {
    if (this.#allowedValues === null) {
      this.#allowedValues = commonValues(this.keyword("enum"), this.keyword("const"));
    }
    return this.#allowedValues;
  }

  /** Names of the described properties. */
  get propertyNames(): ReadonlySet<string> {
    this.#propertyNames ??= new Set(
      this.keyword("properties").flatMap(({ value }) => (isObject(value) ? Object.keys(value) : [])),
    );
    return this.#propertyNames;
  }

  /** Names of the required properties. */
  get required(): ReadonlySet<string> {
    this.#required ??= new Set(
      this.keyword("required").flatMap(({ value }) => (Array.isArray(value) ? value.map(String) : [])),
    );
    return this.#required;
  }

  /** The schema of a property, described or not. */
  property(name: string): Schema {
    const known = this.#properties.get(name);
    if (known !== undefined) return known;
    // A condition may evaluate it too, where the part with `unevaluatedProperties` does not describe it.
    const isUncertain = this.mayEvaluateMore && this.propertyNames.has(name);
    const schema = this.#evaluate(isUncertain ? undefined : "unevaluatedProperties", (part) =>
      this.#orAdditional(part, describedIn(this.document, part, name)),
    );
    this.#properties.set(name, schema);
    return schema;
  }

  #orAdditional(part: Part, described: readonly Node[]): readonly Node[] {
    if (described.length > 0) return described;
    const additional = this.document.child(part, "additionalProperties");
    return additional === undefined ? [] : [additional];
  }

  /** Where a property is described; the schema itself if it is not. */
  whereProperty(name: string): Node {
    const [node] = this.parts.flatMap((part) => describedIn(this.document, part, name));
    return node ?? this.where();
  }

  /** The patterns by which properties are described. */
  get propertyPatterns(): ReadonlySet<string> {
    const all = this.keyword("patternProperties").flatMap((node) => this.document.children(node));
    return new Set(all.map(([pattern]) => pattern));
  }

  /** The schema of properties whose names match these patterns, and others only where one of these implies it. */
  propertiesMatching(patterns: readonly string[]): Schema {
    const isIncluded = (other: string) => patterns.some((pattern) => isPatternWithin(pattern, other));
    return this.#evaluate("unevaluatedProperties", (part) =>
      this.#orAdditional(part, describedByPattern(this.document, part, isIncluded)),
    );
  }

  /** The schema of properties that are not described. */
  get otherProperties(): Schema {
    return this.propertiesMatching([]);
  }

  /** What `additionalProperties` alone says of them, whatever conditions evaluate. */
  get additionalProperties(): Schema {
    return this.#inner(this.keyword("additionalProperties"));
  }

  /** Whether only properties that are described by name can be there. */
  get isClosed(): boolean {
    return this.otherProperties.isImpossible && this.propertyPatterns.size === 0 && !this.mayEvaluateMore;
  }

  /** Whether a condition may evaluate a property that is not described, so that `unevaluatedProperties` does not apply. */
  get mayEvaluateMore(): boolean {
    const has = (keyword: string) => this.keyword(keyword).length > 0;
    return has("unevaluatedProperties") && (has("if") || has("dependentSchemas"));
  }

  /** Whether that may be so for a property: then it is not known what applies to it. */
  mayEvaluate(name: string): boolean {
    return this.mayEvaluateMore && !this.propertyNames.has(name);
  }

  /** How many items have a schema of their own. */
  get prefixLength(): number {
    return Math.max(0, ...this.keyword("prefixItems").map(({ value }) => (Array.isArray(value) ? value.length : 0)));
  }

  /** The schema of an array item. Those from {@link prefixLength} on have the same. */
  item(index: number): Schema {
    return this.#evaluate(this.mayEvaluateItems ? undefined : "unevaluatedItems", (part) => {
      const prefix = this.document.child(part, "prefixItems");
      const own = (prefix && this.document.child(prefix, String(index))) ?? this.document.child(part, "items");
      return own === undefined ? [] : [own];
    });
  }

  /** Whether other keywords than `prefixItems` may evaluate an item, so that `unevaluatedItems` does not apply. */
  get mayEvaluateItems(): boolean {
    const has = (keyword: string) => this.keyword(keyword).length > 0;
    return has("unevaluatedItems") && ["items", "contains", "if"].some(has);
  }

  /** Whether every value is valid. */
  get isAnything(): boolean {
    return (
      !this.isFalse &&
      this.exclusions.length === 0 &&
      this.parts.every(({ value }) => Object.keys(value).every(isNeutral))
    );
  }

  #evaluate(rest: RestKeyword | undefined, evaluate: (part: Part) => readonly Node[]): Schema {
    return this.#inner(evaluateParts(this.document, this.parts, rest, evaluate));
  }

  #inner(nodes: readonly Node[]): Schema {
    const [first, ...more] = nodes;
    if (first !== undefined && more.length === 0) return Schema.of(this.document, first);
    return Schema.combine(this.document, first ?? this.parts[0] ?? this.at, nodes);
  }
}
