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
