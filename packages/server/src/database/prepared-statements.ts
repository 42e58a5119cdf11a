import pg from "pg";

/** Bounds the statements whose text depends on the number of parameters; further ones are not prepared. */
const maxNames = 250;

/** A prepared `select *` fails once a newer version has added a column. */
const hasAllColumns = /^\s*select (\S+\.)?\*/i;

/** Returns a function that names statements by their text. It returns `undefined` for one that must not be prepared. */
export function makeStatementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size >= maxNames || hasAllColumns.test(text)) return known;
    const name = `agent_webhooks_${names.size}`;
    names.set(text, name);
    return name;
  };
}

/** The same names on every connection. */
const nameOf = makeStatementNames();

/**
 * A connection that prepares every statement with parameters: parsing and planning takes longer than executing, and the
 * same few statements run all the time.
 */
export class PreparingClient extends pg.Client {}

const query = pg.Client.prototype.query as (this: pg.Client, ...given: unknown[]) => Promise<pg.QueryResult>;
// Assigned, because a method would have to repeat the many overloads.
PreparingClient.prototype.query = function (this: pg.Client, ...given: unknown[]) {
  const [text, values] = given;
  const isPlain = given.length === 2 && typeof text === "string" && Array.isArray(values) && values.length > 0;
  const name = isPlain ? nameOf(text) : undefined;
  return name === undefined ? query.apply(this, given) : query.call(this, { name, text, values });
} as pg.Client["query"];
