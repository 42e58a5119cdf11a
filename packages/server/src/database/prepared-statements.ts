import pg from "pg";

/** Names of statements, by their text. A name means the same on every connection. */
const names = new Map<string, string>();
/** Statements whose text depends on the number of their parameters could be many; those that come late go without. */
const maxNames = 250;

/** What gives all columns gives others when a newer version adds some; a statement that was prepared would fail then. */
const hasAllColumns = /^\s*select (\S+\.)?\*/i;

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= maxNames || hasAllColumns.test(text)) return known;
  const name = `agent_webhooks_${names.size}`;
  names.set(text, name);
  return name;
}

/**
 * A connection that has Postgres keep what it knows of a statement with parameters. To parse and plan one takes longer
 * than to run it, and the same few are run all the time.
 */
export class PreparingClient extends pg.Client {}

const query = pg.Client.prototype.query as (this: pg.Client, ...given: unknown[]) => Promise<pg.QueryResult>;
// Assigned: a method would have to repeat the many signatures.
PreparingClient.prototype.query = function (this: pg.Client, ...given: unknown[]) {
  const [text, values] = given;
  const isPlain = given.length === 2 && typeof text === "string" && Array.isArray(values) && values.length > 0;
  const name = isPlain ? nameOf(text) : undefined;
  return name === undefined ? query.apply(this, given) : query.call(this, { name, text, values });
} as pg.Client["query"];
