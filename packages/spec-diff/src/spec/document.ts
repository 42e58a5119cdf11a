import { parseDocument } from "yaml";
import { escapeKey, isObject, type Json, type JsonObject, unescapeKey } from "./json.ts";
import { type Source, UnreadableSpecError } from "./source.ts";

/** A value in a document with its address. */
export interface Node<Value = Json> {
  readonly value: Value;
  /** Name of the file, as shown in reports. */
  readonly file: string;
  /** JSON pointer within the file. */
  readonly pointer: string;
}

/** The address of a node: `specs/webhooks.yaml#/components/schemas/Webhook`. */
export function addressOf({ file, pointer }: Node<unknown>): string {
  return `${file}#${pointer}`;
}

/** The parsed files of a document: the document itself and every file that it refers to. */
export interface Files {
  /** Contents by file name; the first file is the document itself. */
  readonly contents: ReadonlyMap<string, Json>;
  /** Resolves the path of a reference in `file` to the name of a file. */
  readonly beside: (file: string, path: string) => string;
}

/** An OpenAPI 3.1 document. */
export class Document {
  readonly root: Node<JsonObject>;
  readonly #files: Files;

  /** @throws {UnreadableSpecError} if it is not OpenAPI 3.1 */
  constructor(files: Files) {
    this.#files = files;
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
  child({ value, file, pointer }: Node, key: string): Node | undefined {
    const child = own(value, key);
    return child === undefined ? undefined : { value: child, file, pointer: `${pointer}/${escapeKey(key)}` };
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

  /** Follows one reference. */
  follow(from: Node, reference: string): Node {
    const { path, pointer } = partsOf(reference);
    const file = path === "" ? from.file : this.#files.beside(from.file, path);
    const whole = this.#files.contents.get(file);
    let node: Node | undefined = whole === undefined ? undefined : { value: whole, file, pointer: "" };
    for (const key of pointer.split("/").slice(1)) node = node && this.child(node, unescapeKey(key));
    if (node === undefined || (pointer !== "" && !pointer.startsWith("/"))) {
      throw new UnreadableSpecError(`${addressOf(from)}: the reference ${JSON.stringify(reference)} does not resolve`);
    }
    return node;
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
 * Reads a YAML or JSON document and every file that it refers to.
 *
 * @throws {UnreadableSpecError} if a file does not exist or cannot be parsed
 */
export async function readFiles(source: Source): Promise<Files> {
  const contents = new Map<string, Json>();
  const sources = new Map([[source.name, source]]);
  // Files discovered on the way are appended, and the loop reads them too.
  for (const [name, next] of sources) {
    const value = parse(name, await next.read());
    contents.set(name, value);
    for (const reference of referencesIn(value)) {
      const { path } = partsOf(reference);
      if (path === "") continue;
      if (/^[a-z][a-z0-9+.-]*:/i.test(path)) {
        throw new UnreadableSpecError(`${name} refers to ${path}; references to URLs are not supported`);
      }
      const other = next.beside(path);
      if (!sources.has(other.name)) sources.set(other.name, other);
    }
  }
  return { contents, beside: (file, path) => sources.get(file)?.beside(path).name ?? path };
}

function parse(name: string, text: string): Json {
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error === undefined) {
    try {
      // The round trip copies what YAML aliases share and drops values that JSON does not have.
      return JSON.parse(JSON.stringify(document.toJS() ?? null));
    } catch (cause) {
      throw new UnreadableSpecError(`cannot parse ${name}: ${cause instanceof Error ? cause.message : cause}`);
    }
  }
  throw new UnreadableSpecError(`cannot parse ${name}: ${error.message.split("\n")[0]?.replace(/:$/, "")}`);
}

/** The values of these keys are data, in which `$ref` is not a reference. */
const dataKeys = new Set(["example", "examples", "default", "const", "enum"]);

function* referencesIn(value: Json, keysAreNames = false): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (!keysAreNames && key === "$ref" && typeof child === "string") yield child;
    // The keys of `properties` are names chosen by the document: a property may be called `$ref`.
    else if (keysAreNames || !dataKeys.has(key)) yield* referencesIn(child, !keysAreNames && key === "properties");
  }
}

function partsOf(reference: string): { path: string; pointer: string } {
  const [path = "", pointer = ""] = reference.split("#");
  return { path, pointer: decodeURIComponent(pointer) };
}

function own(value: Json, key: string): Json | undefined {
  if (value === null || typeof value !== "object" || !Object.hasOwn(value, key)) return undefined;
  return isObject(value) ? value[key] : value[Number(key)];
}
