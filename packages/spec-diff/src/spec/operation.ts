import { addressOf, type Document, type Node } from "./document.ts";
import type { JsonObject } from "./json.ts";
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

export interface Body {
  readonly required: boolean;
  readonly node: Node<JsonObject>;
  readonly content: ReadonlyMap<string, Node<JsonObject>>;
}

export interface Response {
  readonly status: string;
  readonly node: Node<JsonObject>;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, Header>;
  readonly content: ReadonlyMap<string, Node<JsonObject>>;
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
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/** Every operation and event of a document, by section, method and path without parameter names. */
export function operationsOf(document: Document): Map<string, Operation> {
  const operations = new Map<string, Operation>();
  for (const section of ["paths", "webhooks"] as const) {
    const extensions = section === "paths";
    for (const [path, item] of document.objectsIn(document.objectAt(document.root, section), { extensions })) {
      for (const method of methods) {
        const node = document.objectAt(item, method);
        if (node === undefined) continue;
        const operation = readOperation(document, section, path, method, item, node);
        operations.set(`${section} ${method} ${path.replaceAll(/\{[^}]*\}/g, "{}")}`, operation);
      }
    }
  }
  return operations;
}

function readOperation(
  document: Document,
  section: "paths" | "webhooks",
  path: string,
  method: string,
  item: Node<JsonObject>,
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
    parameters: new Map([item, node].flatMap((owner) => readParameters(document, path, owner))),
    body: readBody(document, node),
    responses: new Map(
      document
        .objectsIn(document.objectAt(node, "responses"), { extensions: true })
        .map(([status, response]) => [status, readResponse(document, status, response)]),
    ),
  };
}

function readParameters(document: Document, path: string, owner: Node): [key: string, parameter: Parameter][] {
  const inPath = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);
  const list = document.child(owner, "parameters");
  return document.children(list).map(([, written]) => {
    const node = document.object(document.resolve(written));
    const { name, in: where, required } = node.value;
    if (typeof name !== "string" || typeof where !== "string") {
      throw new UnreadableSpecError(`${addressOf(node)}: a parameter needs \`name\` and \`in\``);
    }
    const key = where === "path" ? inPath.indexOf(name) : where === "header" ? name.toLowerCase() : name;
    return [`${where} ${key}`, { name, in: where, required: required === true, node }];
  });
}

function readBody(document: Document, operation: Node): Body | undefined {
  const node = document.objectAt(operation, "requestBody");
  return node && { required: node.value.required === true, node, content: readContent(document, node) };
}

function readResponse(document: Document, status: string, node: Node<JsonObject>): Response {
  const headers = document
    .objectsIn(document.objectAt(node, "headers"))
    .map(([name, header]): [string, Header] => [
      name.toLowerCase(),
      { name, required: header.value.required === true, node: header },
    ]);
  return { status, node, headers: new Map(headers), content: readContent(document, node) };
}

function readContent(document: Document, owner: Node): Map<string, Node<JsonObject>> {
  return new Map(document.objectsIn(document.objectAt(owner, "content")));
}
