import { parseDocument } from "yaml";
import { isObject, type Json, type JsonObject } from "./json.ts";
import type { Source } from "./source.ts";
import { UnreadableSpecError } from "./unreadable-spec-error.ts";

/** A value in a document, and where it stands. */
export interface Node<Value = Json> {
  readonly value: Value;
  /** Name of the file, as reports have it. */
  readonly file: string;
  /** JSON pointer within the file. */
  readonly pointer: string;
}

/** Where a node stands: `specs/webhooks.yaml#/components/schemas/Webhook`. */
export function addressOf({ file, pointer }: Node<unknown>): string {
  return `${file}#${pointer}`;
}

/** A document as it was read, with all the files that it refers to. */
export interface Files {
  /** What stands in them, by their names; the first one is the document itself. */
  readonly contents: ReadonlyMap<string, Json>;
  /** Name of the file that a reference in another one means. */
  readonly beside: (file: string, path: string) => string;
}

/** An OpenAPI 3.1 document. */
export class Document {
  readonly root: Node<JsonObject>;
  readonly #files: Files;

  /** @throws {UnreadableSpecError} when it is not OpenAPI 3.1 */
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

  /** A child, as it is written. */
  child({ value, file, pointer }: Node, key: string): Node | undefined {
    const child = own(value, key);
    return child === undefined ? undefined : { value: child, file, pointer: `${pointer}/${escaped(key)}` };
  }

  /** The children of an object or an array, with their keys, as they are written. */
  children(parent: Node | undefined): [key: string, child: Node][] {
    if (parent === undefined || typeof parent.value !== "object" || parent.value === null) return [];
    const { value, file, pointer } = parent;
    return Object.entries(value).map(([key, child]) => [
      key,
      { value: child, file, pointer: `${pointer}/${escaped(key)}` },
    ]);
  }

  /** A child that is an object, references followed. */
  objectAt(parent: Node, key: string): Node<JsonObject> | undefined {
    const child = this.child(parent, key);
    return child === undefined ? undefined : this.object(this.resolve(child));
  }

  /**
   * The children, each an object, references followed.
   *
   * @param extensions whether OpenAPI lets extensions (`x-…`) stand among them. In a map, such as that of headers, a key
   * is a name, whatever it looks like
   */
  objectsIn(
    parent: Node | undefined,
    { extensions = false }: { readonly extensions?: boolean } = {},
  ): [key: string, child: Node<JsonObject>][] {
    return this.children(parent)
      .filter(([key]) => !(extensions && key.startsWith("x-")))
      .map(([key, child]) => [key, this.object(this.resolve(child))]);
  }

  /** What a reference means in the end, or the node itself when it is none. */
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

  /** What one reference means. */
  follow(from: Node, reference: string): Node {
    const { path, pointer } = partsOf(reference);
    const file = path === "" ? from.file : this.#files.beside(from.file, path);
    const whole = this.#files.contents.get(file);
    let node: Node | undefined = whole === undefined ? undefined : { value: whole, file, pointer: "" };
    for (const key of pointer.split("/").slice(1)) node = node && this.child(node, unescaped(key));
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
 * Reads a document, YAML or JSON, with every file that it refers to.
 *
 * @throws {UnreadableSpecError} when something is not there, or cannot be parsed
 */
export async function readFiles(source: Source): Promise<Files> {
  const contents = new Map<string, Json>();
  const sources = new Map([[source.name, source]]);
  // A file that is found while others are read comes at the end, and is read too.
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
      // Through JSON, so that what YAML aliases share is not shared here, and nothing is there that JSON does not have.
      return JSON.parse(JSON.stringify(document.toJS() ?? null));
    } catch (failure) {
      throw new UnreadableSpecError(`cannot parse ${name}: ${failure instanceof Error ? failure.message : failure}`);
    }
  }
  throw new UnreadableSpecError(`cannot parse ${name}: ${error.message.split("\n")[0]?.replace(/:$/, "")}`);
}

/** Under these keys stands data, where `$ref` is a name like any other. */
const dataKeys = new Set(["example", "examples", "default", "const", "enum"]);

function* referencesIn(value: Json, names = false): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (!names && key === "$ref" && typeof child === "string") yield child;
    // The keys of `properties` are names that the document gives, whatever they look like.
    else if (names || !dataKeys.has(key)) yield* referencesIn(child, !names && key === "properties");
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

function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

function unescaped(key: string): string {
  return key.replaceAll("~1", "/").replaceAll("~0", "~");
}
