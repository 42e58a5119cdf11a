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

/** The SQL of a page: which rows are behind the position, and in which direction they come. */
export function pageSql(
  idColumn: string,
  { after, ascending }: PageQuery,
): { behind: RawBuilder<boolean>; direction: "asc" | "desc" } {
  const direction = ascending ? "asc" : "desc";
  if (after === undefined) return { behind: sql<boolean>`true`, direction };
  const row = sql`(created_at, ${sql.ref(idColumn)})`;
  const position = sql`(${sql.val(after.createdAt)}, ${sql.val(after.id)})`;
  return { behind: ascending ? sql<boolean>`${row} > ${position}` : sql<boolean>`${row} < ${position}`, direction };
}
