import { type RawBuilder, sql } from "kysely";

/** A page starts after this item, in the direction of the list. */
export interface Position {
  readonly createdAt: Date;
  readonly id: string;
}

/** The page of a list to read. Lists are ordered by creation time, then by id. */
export interface PageQuery {
  readonly ascending: boolean;
  readonly after: Position | undefined;
  /** Rows to read at most. */
  readonly rows: number;
}

/**
 * Returns the SQL of a page: a condition for the rows behind its position, and the direction to order them in.
 *
 * @param table needed if a join makes the column names ambiguous
 */
export function pageSql(
  idColumn: string,
  { after, ascending }: PageQuery,
  table?: string,
): { behind: RawBuilder<boolean>; direction: "asc" | "desc" } {
  const direction = ascending ? "asc" : "desc";
  if (after === undefined) return { behind: sql<boolean>`true`, direction };
  const column = (name: string) => sql.ref(table === undefined ? name : `${table}.${name}`);
  const row = sql`(${column("created_at")}, ${column(idColumn)})`;
  const position = sql`(${sql.val(after.createdAt)}, ${sql.val(after.id)})`;
  return { behind: ascending ? sql<boolean>`${row} > ${position}` : sql<boolean>`${row} < ${position}`, direction };
}

/** Times of publication: from `since` to before `until`. */
export interface TimeFilter {
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}

const firstTime = new Date(0);
/** Later than every time that Postgres returns as a date. */
const lastTime = new Date("9999-12-31T23:59:59.999Z");

/**
 * The rows of a list that a page may have: those between two positions, without these. The id of a position may be empty,
 * and comes before all others then.
 */
export function pageRange(
  { after, ascending }: Pick<PageQuery, "after" | "ascending">,
  { since = firstTime, until = lastTime }: TimeFilter = {},
): { readonly lower: Position; readonly upper: Position } {
  const lower = { createdAt: since > firstTime ? since : firstTime, id: "" };
  const upper = { createdAt: until > firstTime ? until : firstTime, id: "" };
  if (after === undefined) return { lower, upper };
  return ascending ? { lower: after, upper } : { lower, upper: after };
}
