import { escapeKey, isObject, type Json, unescapeKey } from "./json.ts";
import { addressOf, childOf, type Node } from "./node.ts";
import { UnreadableSpecError } from "./source.ts";

/** The parsed files of a document: the document itself and every file that it refers to. */
export interface Files {
  /** Contents by file name; the first file is the document itself. */
  readonly contents: ReadonlyMap<string, Json>;
  /** Resolves the path of a reference in `file` to the name of a file. */
  readonly beside: (file: string, path: string) => string;
  /** Why a file that a reference names could not be read. */
  readonly errors?: ReadonlyMap<string, UnreadableSpecError>;
}

/** A schema with a URI of its own, or a whole file. References within it are relative to it. */
interface Resource {
  readonly node: Node;
  /** Absolute. Files have made-up ones. */
  readonly uri: string;
}

/** Resolves `$ref` in a set of files, with the `$id` and `$anchor` of their schemas. */
export class ReferenceResolver {
  readonly #files: Files;
  readonly #byUri = new Map<string, Resource>();
  readonly #byAddress = new Map<string, Resource>();
  /** By the URI of the resource and the name of the anchor. */
  readonly #anchors = new Map<string, Node>();

  constructor(files: Files) {
    this.#files = files;
    for (const [file, value] of files.contents) this.#index({ value, file, pointer: "" });
  }

  /** @throws {UnreadableSpecError} if the reference leads nowhere */
  follow(from: Node, reference: string): Node {
    const fail = (why: string) =>
      new UnreadableSpecError(`${addressOf(from)}: the reference ${JSON.stringify(reference)} ${why}`);
    const [path = "", ...fragments] = reference.split("#");
    const fragment = decode(fragments.join("#"));
    const resource = this.#resourceOf(from, path);
    if (resource === undefined || fragment === undefined) {
      throw fail(
        isUrl(path) ? "is a URL; only those that are the `$id` of a schema are supported" : "does not resolve",
      );
    }
    const isPointer = fragment === "" || fragment.startsWith("/");
    const found = isPointer ? descend(resource.node, fragment) : this.#anchors.get(`${resource.uri}#${fragment}`);
    // Most tools resolve `#/components/…` from the root of the file, also within a schema that has an `$id`.
    const root = path === "" && isPointer ? this.#byAddress.get(`${from.file}#`) : undefined;
    const node = found ?? (root && descend(root.node, fragment));
    if (node === undefined) throw fail("does not resolve");
    return node;
  }

  #resourceOf(from: Node, path: string): Resource | undefined {
    const base = this.#around(from);
    if (path === "") return base;
    const uri = resolveUri(path, base?.uri);
    const known = this.#byUri.get(uri ?? "");
    if (known !== undefined) return known;
    const relative = decode(path);
    if (relative === undefined) return undefined;
    const file = this.#files.beside(from.file, relative);
    const error = this.#files.errors?.get(file);
    if (error !== undefined) throw error;
    return this.#byAddress.get(`${file}#`);
  }

  /** The resource that a node is part of: the nearest one around it. */
  #around({ file, pointer }: Node): Resource | undefined {
    for (let at = pointer; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
      const resource = this.#byAddress.get(`${file}#${at}`);
      if (resource !== undefined) return resource;
    }
    return this.#byAddress.get(`${file}#`);
  }

  #index(node: Node, around?: Resource): void {
    const { value, file, pointer } = node;
    if (typeof value !== "object" || value === null) return;
    let resource = around;
    const id = isObject(value) && typeof value.$id === "string" ? resolveUri(value.$id, around?.uri) : undefined;
    if (around === undefined || id !== undefined) {
      resource = { node, uri: id ?? `file:///${encodeURI(file)}` };
      this.#byAddress.set(addressOf(node), resource);
      if (id !== undefined) this.#byUri.set(id, resource);
    }
    if (isObject(value)) {
      for (const anchor of [value.$anchor, value.$dynamicAnchor]) {
        if (typeof anchor === "string") this.#anchors.set(`${resource?.uri}#${anchor}`, node);
      }
    }
    for (const [key, child] of Object.entries(value)) {
      this.#index({ value: child, file, pointer: `${pointer}/${escapeKey(key)}` }, resource);
    }
  }
}

/** The paths of all references to other files, whether they are followed or only part of an example. */
export function* referencedFiles(value: Json): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === "$ref" && typeof child === "string") {
      const path = decode(child.split("#")[0] ?? "");
      if (path !== undefined && path !== "" && !isUrl(path)) yield path;
    } else {
      yield* referencedFiles(child);
    }
  }
}

function descend(start: Node, pointer: string): Node | undefined {
  let node: Node | undefined = start;
  for (const key of pointer.split("/").slice(1)) node = node && childOf(node, unescapeKey(key));
  return node;
}

function resolveUri(path: string, base: string | undefined): string | undefined {
  return URL.canParse(path, base) ? withoutFragment(new URL(path, base).href) : undefined;
}

/** Whether it starts with a scheme, as no path of a file does. */
function isUrl(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(path);
}

function withoutFragment(uri: string): string {
  return uri.split("#")[0] ?? uri;
}

/** Undoes percent-encoding; `undefined` if it is malformed. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
