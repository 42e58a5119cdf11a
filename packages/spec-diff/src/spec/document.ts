import { escapeKey, isObject, type Json, type JsonObject } from "./json.ts";
import { addressOf, childOf, type Node } from "./node.ts";
import { parseYaml } from "./parse-yaml.ts";
import { type Files, ReferenceResolver, referencedFiles } from "./references.ts";
import { type Source, UnreadableSpecError } from "./source.ts";

/** An OpenAPI 3.1 document. */
export class Document {
  readonly root: Node<JsonObject>;
  readonly #references: ReferenceResolver;

  /** @throws {UnreadableSpecError} if it is not OpenAPI 3.1 */
  constructor(files: Files) {
    this.#references = new ReferenceResolver(files);
    const [first] = files.contents;
    if (first === undefined) throw new TypeError("a document needs a file");
    const [file, value] = first;
    this.root = this.object({ value, file, pointer: "" });
    const { openapi, paths, webhooks } = this.root.value;
    if (typeof openapi !== "string" || !/^3\.1\.\d+/.test(openapi)) {
      const found = openapi === undefined ? "it has no `openapi`" : `its \`openapi\` is ${JSON.stringify(openapi)}`;
      throw new UnreadableSpecError(`${file} is not an OpenAPI 3.1 document: ${found}`);
    }
    if (paths === undefined && webhooks === undefined) {
      throw new UnreadableSpecError(
        `${file} is not an OpenAPI 3.1 document: it has neither \`paths\` nor \`webhooks\``,
      );
    }
  }

  /** A child, references not resolved. */
  child(parent: Node, key: string): Node | undefined {
    return childOf(parent, key);
  }

  /** The children of an object or an array with their keys, references not resolved. */
  children(parent: Node | undefined): [key: string, child: Node][] {
    if (parent === undefined || typeof parent.value !== "object" || parent.value === null) return [];
    const { value, file, pointer } = parent;
    return Object.entries(value).map(([key, child]) => [
      key,
      { value: child, file, pointer: `${pointer}/${escapeKey(key)}` },
    ]);
  }

  /** A child object, references resolved. */
  objectAt(parent: Node, key: string): Node<JsonObject> | undefined {
    const child = this.child(parent, key);
    return child === undefined ? undefined : this.object(this.resolve(child));
  }

  /**
   * The child objects, references resolved.
   *
   * @param extensions whether to skip keys with `x-`. In a map, such as that of headers, they are ordinary names.
   * @default false
   */
  objectsIn(
    parent: Node | undefined,
    { extensions = false }: { readonly extensions?: boolean } = {},
  ): [key: string, child: Node<JsonObject>][] {
    return this.children(parent)
      .filter(([key]) => !(extensions && key.startsWith("x-")))
      .map(([key, child]) => [key, this.object(this.resolve(child))]);
  }

  /** Follows references until a node is not a reference. */
  resolve(node: Node): Node {
    const seen = new Set<string>();
    let current = node;
    while (isObject(current.value) && typeof current.value.$ref === "string") {
      if (seen.has(addressOf(current))) throw new UnreadableSpecError(`${addressOf(node)} is a circular reference`);
      seen.add(addressOf(current));
      current = this.follow(current, current.value.$ref);
    }
    return current;
  }

  /** Follows one reference: a URI with a JSON pointer or an anchor, relative to the nearest `$id`. */
  follow(from: Node, reference: string): Node {
    return this.#references.follow(from, reference);
  }

  object(node: Node): Node<JsonObject> {
    const { value } = node;
    if (isObject(value)) return { ...node, value };
    const found = value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`;
    const where = node.pointer === "" ? `${node.file} is not an OpenAPI 3.1 document` : addressOf(node);
    throw new UnreadableSpecError(`${where}: expected an object, found ${found}`);
  }
}

/**
 * Reads a YAML or JSON document and every file that it refers to. A referenced file that cannot be read is an error only
 * where the reference is followed.
 *
 * @throws {UnreadableSpecError} if the document does not exist or cannot be parsed
 */
export async function readFiles(source: Source): Promise<Files> {
  const contents = new Map<string, Json>();
  const errors = new Map<string, UnreadableSpecError>();
  const sources = new Map([[source.name, source]]);
  // Files discovered on the way are appended, and the loop reads them too.
  for (const [name, next] of sources) {
    try {
      contents.set(name, parseYaml(await next.read(), name));
    } catch (error) {
      if (next === source || !(error instanceof UnreadableSpecError)) throw error;
      errors.set(name, error);
    }
    for (const path of referencedFiles(contents.get(name) ?? null)) {
      const other = next.beside(path);
      if (!sources.has(other.name)) sources.set(other.name, other);
    }
  }
  return { contents, errors, beside: (file, path) => sources.get(file)?.beside(path).name ?? path };
}
