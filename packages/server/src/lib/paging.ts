import { type RawBuilder, sql } from "kysely";

/** Where a page begins: after this item, in the direction of the list. */
export interface Position {
  readonly createdAt: Date;
  readonly id: string;
}

/** The part of a list to read. Lists are in order of creation, ids breaking ties. */
export interface PageQuery {
  readonly ascending: boolean;
  readonly after: Position | undefined;
  /** Number of rows at most. */
  readonly rows: number;
}

/**
 * The SQL of a page: which rows are behind the position, and in which direction they come.
 *
 * @param table when a join makes the names of its columns ambiguous
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
