import { isObject, type Json } from "../src/spec/json.ts";

/** A JSON value that may be edited. */
export type Value = null | boolean | number | string | Value[] | Fields;
export interface Fields {
  [key: string]: Value;
}

/**
 * Edits one version of the specs. Every method throws where it would change nothing: a mutant that is none would be
 * counted as one.
 *
 * Pointers are JSON pointers into the spec that is edited, or `webhooks.yaml#/…` into one that it refers to.
 */
export class Edit {
  readonly #files: Map<string, Fields>;
  readonly #main: string;

  constructor(files: ReadonlyMap<string, Json>, main: string) {
    this.#files = new Map([...files].map(([name, value]) => [name, JSON.parse(JSON.stringify(value))]));
    this.#main = main;
  }

  get files(): ReadonlyMap<string, Json> {
    return this.#files;
  }

  /** Pointer to an operation, or to the request that an event makes. */
  operation(id: string): string {
    for (const section of ["paths", "webhooks"]) {
      for (const [path, item] of Object.entries(fields(this.get(`/${section}`, {})))) {
        for (const [method, operation] of Object.entries(fields(item))) {
          if (isObject(operation) && operation.operationId === id) return `/${section}/${escaped(path)}/${method}`;
        }
      }
    }
    throw new Error(`there is no operation ${id}`);
  }

  get(pointer: string, otherwise?: Value): Value {
    const { container, key } = this.#at(pointer);
    const value = container[key] ?? otherwise;
    if (value === undefined) throw new Error(`nothing is at ${pointer}`);
    return value;
  }

  /** Puts a value where none is. */
  add(pointer: string, value: Value): void {
    const { container, key } = this.#at(pointer);
    if (container[key] !== undefined) throw new Error(`something is at ${pointer}`);
    container[key] = copy(value);
  }

  /** Puts another value where one is. */
  set(pointer: string, value: Value): void {
    const { container, key } = this.#at(pointer);
    if (container[key] === undefined) throw new Error(`nothing is at ${pointer}`);
    if (JSON.stringify(container[key]) === JSON.stringify(value)) throw new Error(`${pointer} is that already`);
    container[key] = copy(value);
  }

  remove(pointer: string): void {
    this.get(pointer);
    const { container, key } = this.#at(pointer);
    delete container[key];
  }

  /** Gives a key another name, at its place. */
  rename(pointer: string, name: string): void {
    this.get(pointer);
    const { container, key } = this.#at(pointer);
    const entries = Object.entries(container).map(([k, v]): [string, Value] => [k === key ? name : k, v]);
    for (const k of Object.keys(container)) delete container[k];
    Object.assign(container, Object.fromEntries(entries));
  }

  push(pointer: string, ...values: Value[]): void {
    this.#list(pointer).push(...values.map(copy));
  }

  /** Takes an item out of a list, by its value. */
  take(pointer: string, value: Value): void {
    const list = this.#list(pointer);
    const index = list.findIndex((item) => JSON.stringify(item) === JSON.stringify(value));
    if (index < 0) throw new Error(`${pointer} has no ${JSON.stringify(value)}`);
    list.splice(index, 1);
  }

  /** Does something to every object of a spec. */
  each(change: (object: Fields) => void): void {
    const visit = (value: Value) => {
      if (typeof value !== "object" || value === null) return;
      if (!Array.isArray(value)) change(value);
      for (const child of Object.values(value)) visit(child);
    };
    for (const file of this.#files.values()) visit(file);
  }

  #list(pointer: string): Value[] {
    const list = this.get(pointer);
    if (!Array.isArray(list)) throw new Error(`there is no list at ${pointer}`);
    return list;
  }

  #at(pointer: string): { container: Fields; key: string } {
    const [file, path = ""] = pointer.includes("#") ? pointer.split("#") : [this.#main, pointer];
    const keys = path.split("/").slice(1).map(unescaped);
    const key = keys.pop();
    const root = this.#files.get(file ?? "");
    if (key === undefined || root === undefined) throw new Error(`${pointer} is no pointer`);
    let container: Fields = root;
    for (const step of keys) container = fields(container[step]);
    return { container, key };
  }
}

/** An object, or a list as one. */
function fields(value: Value | undefined): Fields {
  if (typeof value !== "object" || value === null)
    throw new Error(`expected an object, found ${JSON.stringify(value)}`);
  return value as Fields;
}

function copy(value: Value): Value {
  return JSON.parse(JSON.stringify(value));
}

function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

function unescaped(key: string): string {
  return key.replaceAll("~1", "/").replaceAll("~0", "~");
}
