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

/** Returns the SQL of a page: a condition for the rows behind its position, and the direction to order them in. */
export function pageSql(
  idColumn: string,
  { after, ascending }: Pick<PageQuery, "after" | "ascending">,
): { behind: RawBuilder<boolean>; direction: "asc" | "desc" } {
  const direction = ascending ? "asc" : "desc";
  if (after === undefined) return { behind: sql<boolean>`true`, direction };
  const row = sql`(created_at, ${sql.ref(idColumn)})`;
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

/** Rows of an index: those with the same values in its first columns, and between two others in the columns after these. */
export interface IndexRange {
  readonly values: Readonly<Record<string, unknown>>;
  /** Columns, and their values in the entries before and after the rows. */
  readonly between: Readonly<Record<string, readonly [lower: unknown, upper: unknown]>>;
  /** What the index has instead of a column of this name. @default the columns */
  readonly expressions?: Readonly<Record<string, RawBuilder<unknown>>>;
}

/**
 * Returns a condition for rows of an index, and their order, for which the planner takes no other index.
 *
 * With several values, whole entries are compared and ordered. For `organization_id = … and event_type = … order by
 * published_at`, an index of `organization_id` and `published_at` has the order too, and all rows are read through it if few have
 * the type, because the planner does not know how many have it.
 */
export function indexSql(
  { values, between, expressions = {} }: IndexRange,
  direction: RawBuilder<unknown>,
): { isInRange: RawBuilder<boolean>; order: RawBuilder<unknown> } {
  const equal = Object.entries(values);
  const isSingle = equal.length === 1;
  const compared = [
    ...(isSingle ? [] : equal.map(([name, value]) => [name, [value, value]] as const)),
    ...Object.entries(between),
  ];
  const indexed = (name: string) => expressions[name] ?? sql.ref(name);
  const columns = compared.map(([name]) => indexed(name));
  const entry = (end: 0 | 1) => sql.join(compared.map(([, ends]) => typed(ends[end])));
  const conditions = isSingle
    ? equal.map(([name, value]) => sql`${indexed(name)} = ${value}`)
    : // Otherwise the planner expects the same number of rows in each index with the first column.
      equal.slice(1).map(([name, value]) => sql`${sql.ref(name)} >= ${value} and ${sql.ref(name)} <= ${value}`);
  const row = sql`(${sql.join(columns)})`;
  return {
    isInRange: sql<boolean>`(
      ${sql.join(conditions, sql` and `)} and ${row} > (${entry(0)}) and ${row} < (${entry(1)})
    )`,
    order: sql.join(columns.map((column) => sql`${column} ${direction}`)),
  };
}

const typed = (value: unknown) => (value instanceof Date ? sql`${value}::timestamptz` : sql`${value}`);
