/** Names that a constant of a module cannot have. */
const reserved: ReadonlySet<string> = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends " +
    "false finally for function if implements import in instanceof interface let new null package private protected " +
    "public return static super switch this throw true try typeof undefined var void while with yield"
  ).split(" "),
);

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
