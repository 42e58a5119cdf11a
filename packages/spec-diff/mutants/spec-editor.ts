import { escapeKey, isObject, type Json, unescapeKey } from "../src/spec/json.ts";

/** A mutable JSON value. */
export type Value = null | boolean | number | string | Value[] | Fields;
export interface Fields {
  [key: string]: Value;
}

/**
 * Edits a copy of a spec. Every method throws if it would change nothing, so that no mutant equals the original.
 *
 * Pointers are JSON pointers into the spec, or `webhooks.yaml#/…` into a file that it refers to.
 */
export class SpecEditor {
  readonly #files: Map<string, Fields>;
  readonly #main: string;

  constructor(files: ReadonlyMap<string, Json>, main: string) {
    this.#files = new Map([...files].map(([name, value]) => [name, JSON.parse(JSON.stringify(value))]));
    this.#main = main;
  }

  get files(): ReadonlyMap<string, Json> {
    return this.#files;
  }

  /** Pointer to an operation or to the request of an event. */
  operation(id: string): string {
    for (const section of ["paths", "webhooks"]) {
      for (const [path, item] of Object.entries(fields(this.get(`/${section}`, {})))) {
        for (const [method, operation] of Object.entries(fields(item))) {
          if (isObject(operation) && operation.operationId === id) return `/${section}/${escapeKey(path)}/${method}`;
        }
      }
    }
    throw new Error(`no operation ${id}`);
  }

  get(pointer: string, otherwise?: Value): Value {
    const { container, key } = this.#at(pointer);
    const value = container[key] ?? otherwise;
    if (value === undefined) throw new Error(`${pointer} does not exist`);
    return value;
  }

  /** Adds a value that does not exist. */
  add(pointer: string, value: Value): void {
    const { container, key } = this.#at(pointer);
    if (container[key] !== undefined) throw new Error(`${pointer} exists`);
    container[key] = copy(value);
  }

  /** Replaces a value. */
  set(pointer: string, value: Value): void {
    const { container, key } = this.#at(pointer);
    if (container[key] === undefined) throw new Error(`${pointer} does not exist`);
    if (JSON.stringify(container[key]) === JSON.stringify(value)) throw new Error(`${pointer} already has this value`);
    container[key] = copy(value);
  }

  remove(pointer: string): void {
    this.get(pointer);
    const { container, key } = this.#at(pointer);
    delete container[key];
  }

  /** Renames a key and keeps its position. */
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

  /** Removes an item from an array by its value. */
  take(pointer: string, value: Value): void {
    const list = this.#list(pointer);
    const index = list.findIndex((item) => JSON.stringify(item) === JSON.stringify(value));
    if (index < 0) throw new Error(`${pointer} has no ${JSON.stringify(value)}`);
    list.splice(index, 1);
  }

  /** Applies a change to every object of the spec and its files. */
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
    if (!Array.isArray(list)) throw new Error(`${pointer} is not an array`);
    return list;
  }

  #at(pointer: string): { container: Fields; key: string } {
    const [file, path = ""] = pointer.includes("#") ? pointer.split("#") : [this.#main, pointer];
    const keys = path.split("/").slice(1).map(unescapeKey);
    const key = keys.pop();
    const root = this.#files.get(file ?? "");
    if (key === undefined || root === undefined) throw new Error(`${pointer} is not a pointer`);
    let container: Fields = root;
    for (const step of keys) container = fields(container[step]);
    return { container, key };
  }
}

/** Casts a value to an object; arrays count as objects. */
function fields(value: Value | undefined): Fields {
  if (typeof value !== "object" || value === null)
    throw new Error(`expected an object, found ${JSON.stringify(value)}`);
  return value as Fields;
}

function copy(value: Value): Value {
  return JSON.parse(JSON.stringify(value));
}
