/** Names that a constant of a module cannot have. */
const reserved: ReadonlySet<string> = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends " +
    "false finally for function if implements import in instanceof interface let new null package private protected " +
    "public return static super switch this throw true try typeof undefined var void while with yield"
  ).split(" "),
);

/** Names that a type cannot have, and those of other types that the generated ones use. */
const reservedTypes: ReadonlySet<string> = new Set(
  (
    "any bigint boolean never number object string symbol unknown " +
    "$defs components operations paths webhooks Extract Omit Record WithRequired"
  ).split(" "),
);

/**
 * Returns the name of the constant of a schema, whose type has the name of the schema.
 *
 * @throws Error if TypeScript allows no type or constant of these names
 */
export function schemaConstant(name: string): string {
  if (reserved.has(name) || reservedTypes.has(name)) throw new Error(`schema ${name} cannot be the name of a type`);
  return constantName(`${name}Schema`, `schema ${name}`);
}

/**
 * Returns the name of a generated constant.
 *
 * @param what what has the name in the document, for the error
 * @throws Error if TypeScript allows no constant of this name
 */
export function constantName(name: string, what: string): string {
  if (/^[A-Za-z_$][\w$]*$/.test(name) && !reserved.has(name)) return name;
  throw new Error(`${what} cannot be the name of a constant: use letters, digits and no reserved word of JavaScript`);
}
