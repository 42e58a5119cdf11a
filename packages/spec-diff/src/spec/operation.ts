import type { Document } from "./document.ts";
import type { JsonObject } from "./json.ts";
import { addressOf, type Node } from "./node.ts";
import { UnreadableSpecError } from "./source.ts";

/** A parameter of an operation. */
export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly node: Node<JsonObject>;
}

/** A header of a response. */
export type Header = Omit<Parameter, "in">;

/** The media types of a body. */
export type Content = ReadonlyMap<string, Node<JsonObject>>;

export interface Body {
  readonly required: boolean;
  readonly node: Node<JsonObject>;
  readonly content: Content;
}

export interface Response {
  readonly status: string;
  readonly node: Node<JsonObject>;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, Header>;
  readonly content: Content;
}

/** An operation of the API, or a webhook event, which is an operation of the receiver. */
export interface Operation {
  /** Its `operationId`, or the event type. */
  readonly name: string;
  readonly isEvent: boolean;
  /** Path template, or event type. */
  readonly path: string;
  /** Lower case. */
  readonly method: string;
  readonly node: Node<JsonObject>;
  /**
   * By what identifies them in a request: `in` and name. Path parameters are identified by their position, because their
   * names are not sent.
   */
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly body: Body | undefined;
  readonly responses: ReadonlyMap<string, Response>;
  /** The list of servers of the operation or its path; absent if those of the document apply. */
  readonly servers: Node | undefined;
}

/** Operations and events by section, method and path without parameter names. */
export type Operations = ReadonlyMap<string, Operation>;

/** OpenAPI 4.8.12.2 and 4.8.17.1: described elsewhere, and ignored where they are listed. */
const ignoredParameters = new Set(["accept", "content-type", "authorization"]);
const ignoredHeaders = new Set(["content-type"]);

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/** Every operation and event of a document. */
export function operationsOf(document: Document): Operations {
  const operations = new Map<string, Operation>();
  for (const section of ["paths", "webhooks"] as const) {
    const extensions = section === "paths";
    const written = document.children(document.objectAt(document.root, section));
    for (const [path, first] of written.filter(([path]) => !(extensions && path.startsWith("x-")))) {
      const items = pathItems(document, first);
      for (const method of methods) {
        const node = items.map((item) => document.objectAt(item, method)).find((node) => node !== undefined);
        if (node === undefined) continue;
        const operation = readOperation(document, section, path, method, items, node);
        operations.set(keyOf(operation), operation);
      }
    }
  }
  return operations;
}

/** The same operations by the paths of their URLs, which start with a base path. Events have no such path. */
export function withBasePath(operations: Operations, basePath: string): Operations {
  return new Map([...operations.values()].map((operation) => [keyOf(operation, basePath), operation]));
}

function keyOf({ isEvent, method, path }: Operation, basePath = ""): string {
  const [section, whole] = isEvent ? ["webhooks", path] : ["paths", `${basePath}${path}`];
  return `${section} ${method} ${whole.replaceAll(/\{[^}]*\}/g, "{}")}`;
}

/** A path item and those that it refers to. Unlike other references, theirs may have fields beside them. */
function pathItems(document: Document, first: Node): Node<JsonObject>[] {
  // Reports a circular reference.
  const last = document.object(document.resolve(first));
  const items: Node<JsonObject>[] = [];
  let item = document.object(first);
  while (typeof item.value.$ref === "string") {
    items.push(item);
    item = document.object(document.follow(item, item.value.$ref));
  }
  return [...items, last];
}

function readOperation(
  document: Document,
  section: "paths" | "webhooks",
  path: string,
  method: string,
  items: readonly Node<JsonObject>[],
  node: Node<JsonObject>,
): Operation {
  const id = node.value.operationId;
  const isEvent = section === "webhooks";
  return {
    name: isEvent ? path : typeof id === "string" ? id : `${method.toUpperCase()} ${path}`,
    isEvent,
    path,
    method,
    node,
    // Parameters of the operation override those of the path item.
    parameters: new Map([...items.toReversed(), node].flatMap((owner) => readParameters(document, path, owner))),
    body: readBody(document, node),
    responses: new Map(
      document
        .objectsIn(document.objectAt(node, "responses"), { extensions: true })
        .map(([status, response]) => [status, readResponse(document, status, response)]),
    ),
    servers: [node, ...items].map((owner) => document.child(owner, "servers")).find((list) => list !== undefined),
  };
}

function readParameters(document: Document, path: string, owner: Node): [key: string, parameter: Parameter][] {
  const inPath = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);
  const list = document.child(owner, "parameters");
  return document.children(list).flatMap(([, written]): [string, Parameter][] => {
    const node = document.object(document.resolve(written));
    const { name, in: where, required } = node.value;
    if (typeof name !== "string" || typeof where !== "string") {
      throw new UnreadableSpecError(`${addressOf(node)}: a parameter needs \`name\` and \`in\``);
    }
    if (where === "header" && ignoredParameters.has(name.toLowerCase())) return [];
    const key = where === "path" ? inPath.indexOf(name) : where === "header" ? name.toLowerCase() : name;
    // Path parameters are always required: without one, it is another path.
    return [[`${where} ${key}`, { name, in: where, required: required === true || where === "path", node }]];
  });
}

function readBody(document: Document, operation: Node): Body | undefined {
  const node = document.objectAt(operation, "requestBody");
  return node && { required: node.value.required === true, node, content: readContent(document, node) };
}

function readResponse(document: Document, status: string, node: Node<JsonObject>): Response {
  const headers = document
    .objectsIn(document.objectAt(node, "headers"))
    .filter(([name]) => !ignoredHeaders.has(name.toLowerCase()))
    .map(([name, header]): [string, Header] => [
      name.toLowerCase(),
      { name, required: header.value.required === true, node: header },
    ]);
  return { status, node, headers: new Map(headers), content: readContent(document, node) };
}

function readContent(document: Document, owner: Node): Content {
  return new Map(document.objectsIn(document.objectAt(owner, "content")));
}
