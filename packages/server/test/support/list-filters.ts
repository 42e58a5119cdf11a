import { type CompiledQuery, Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { sessionSettings } from "../../src/database/database.ts";
import { openPostgres } from "../../src/database/postgres.ts";
import { PreparingClient } from "../../src/database/prepared-statements.ts";
import type { Schema } from "../../src/database/schema.ts";
import { type DeliveryFilter, deliverySearches } from "../../src/deliveries/list-queries.ts";
import { Retention } from "../../src/deliveries/retention.ts";
import { eventSearches } from "../../src/events/queries.ts";
import { type Found, searchPage } from "../../src/lib/search.ts";
import { ulidTimeSql } from "./backlog-sql.ts";

const organizationId = "default";
const dayMs = 86_400_000;
const days = 24;
/** Noon, because a partition with few rows is read as a whole: that of the present day, just after midnight. */
const now = Date.parse("2026-01-15T12:00:00Z");
const page = { ascending: false, after: undefined, rows: 21 } as const;
const search = { firstRows: 250, moreRows: 2_500 };
/** Rows of a table that is read as fast without an index. */
const smallTable = 500;
/** A step reads entries of an index, their deliveries, and what other filters need of each. */
export const maxRowsRead: number = 5 * search.moreRows;

/** Values of each filter that some deliveries have, and one that none has. */
const values = {
  webhook_id: { some: ["wh_7"], none: "wh_none" },
  event_id: { some: ["evt_77"], none: "evt_none" },
  event_type: { some: ["message.received", "message.sent"], none: "message.rejected" },
  inbox_id: { some: ["in_7"], none: "in_none" },
  status: { some: ["succeeded", "failed", "pending"], none: "cancelled" },
  outcome: { some: ["succeeded", "http_error"], none: "tls_error" },
  since: { some: [new Date(now - dayMs)], none: new Date(now + dayMs) },
  until: { some: [new Date(now - (days - 1) * dayMs)], none: new Date(now - 2 * days * dayMs) },
} as const;

/** Each filter alone, and whether a delivery matches it. */
export function singleFilters(): { filter: DeliveryFilter; isMatched: boolean }[] {
  return Object.entries(values).flatMap(([name, { some, none }]) => [
    ...some.map((value) => ({ filter: { [name]: value }, isMatched: true })),
    { filter: { [name]: none }, isMatched: false },
  ]);
}

/** No filter, each one alone, and each with each other one. */
export function filterCases(): DeliveryFilter[] {
  const single = singleFilters().map(({ filter }) => filter);
  const pairs = single.flatMap((one, index) =>
    single.slice(index + 1).flatMap((other) => {
      const isSame = Object.keys(one)[0] === Object.keys(other)[0];
      return isSame ? [] : [{ ...one, ...other }];
    }),
  );
  return [{}, ...single, ...pairs];
}

/** A page of a list, and what its statements did. */
export interface ListedPage {
  readonly filter: DeliveryFilter;
  readonly found: number;
  /** There may be more on the next page. */
  readonly isShort: boolean;
  readonly milliseconds: number;
  readonly statements: number;
  /** Rows and index entries that the slowest statement has read. */
  readonly rowsRead: number;
  /** Pages of tables and indexes that it has read: a condition that skips entries of an index reads them. */
  readonly blocksRead: number;
  /** The indexes that statements have used. */
  readonly indexes: ReadonlySet<string>;
  /** Tables that were read as a whole. */
  readonly scannedTables: ReadonlySet<string>;
}

/** A row is looked up in each partition, through a few pages of an index. */
export const maxBlocksRead = ({ rowsRead }: ListedPage): number => 100 + 30 * rowsRead;

/** Lists of a database with many events, and what their statements do. */
export class SeededLists implements AsyncDisposable {
  readonly #pool: pg.Pool;
  readonly #db: Kysely<Schema>;
  readonly #statements: CompiledQuery[] = [];

  private constructor(databaseUrl: string) {
    // As `openPostgres` does it: other settings, or statements that are not prepared, have other plans.
    this.#pool = new pg.Pool({
      Client: PreparingClient,
      connectionString: databaseUrl,
      onConnect: async (client) => void (await client.query(sessionSettings)),
    });
    // Connections may still be closing when Postgres stops.
    this.#pool.on("error", () => undefined);
    this.#db = new Kysely<Schema>({
      dialect: new PostgresDialect({ pool: this.#pool }),
      log: ({ query }) => void this.#statements.push(query),
    });
  }

  /** Stores events, one every few seconds of the last days, each with a delivery. */
  static async create(databaseUrl: string, rows: number): Promise<SeededLists> {
    const database = openPostgres(databaseUrl, { timeoutMs: 0, onError: () => undefined });
    await database.migrate();
    const start = now - days * dayMs;
    for (let day = 0; day <= days; day++) {
      const clock = { now: () => new Date(start + day * dayMs) };
      const options = { database, clock, log: { failed: console.error }, days: 30, stepMs: 50, vacuum: false };
      await new Retention(options).prepare();
    }
    for (const statement of seedSql(rows, start)) await sql.raw(statement).execute(database.db);
    await sql`vacuum analyze`.execute(database.db);
    await database.close();
    return new SeededLists(databaseUrl);
  }

  async listDeliveries(filter: DeliveryFilter): Promise<ListedPage> {
    return this.#list(filter, (db) => searchPage(deliverySearches(db, organizationId, filter), page, search));
  }

  async listEvents({ event_type, inbox_id, since, until }: DeliveryFilter): Promise<ListedPage> {
    const filter = { event_type, inbox_id, since, until };
    return this.#list(filter, (db) => searchPage(eventSearches(db, organizationId, filter), page, search));
  }

  async #list(filter: DeliveryFilter, list: (db: Kysely<Schema>) => Promise<Found<unknown>>): Promise<ListedPage> {
    this.#statements.length = 0;
    const began = performance.now();
    const { items, searchedTo } = await list(this.#db);
    const milliseconds = performance.now() - began;
    const indexes = new Set<string>();
    const scannedTables = new Set<string>();
    let rowsRead = 0;
    let blocksRead = 0;
    for (const statement of this.#statements) {
      const plan = await this.#explain(statement);
      let read = 0;
      const visit = (node: PlanNode): void => {
        const { "Node Type": type, "Index Name": index, "Relation Name": table, Plans = [] } = node;
        const loops = node["Actual Loops"];
        const ofLoop = node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0);
        const scanned = ofLoop * loops;
        if (index !== undefined && loops > 0) indexes.add(index.replace(/_(default|\d{8}_\d{8}).*$/, ""));
        if (type === "Seq Scan" && table !== undefined && ofLoop > smallTable) scannedTables.add(table);
        if (table !== undefined || index !== undefined) read += scanned;
        for (const child of Plans) visit(child);
      };
      visit(plan);
      rowsRead = Math.max(rowsRead, Math.round(read));
      blocksRead = Math.max(blocksRead, plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]);
    }
    const statements = this.#statements.length;
    const isShort = searchedTo !== undefined;
    return {
      filter,
      found: items.length,
      isShort,
      milliseconds,
      statements,
      rowsRead,
      blocksRead,
      indexes,
      scannedTables,
    };
  }

  /** Runs a statement with the plan that the service has for it, which does not depend on its parameters. */
  async #explain({ sql: text, parameters }: CompiledQuery): Promise<PlanNode> {
    const client = await this.#pool.connect();
    try {
      await client.query(`prepare explained as ${text}`);
      const values = parameters.map((value) => (value === null ? "null" : client.escapeLiteral(textOf(value))));
      const list = values.length === 0 ? "" : `(${values.join(", ")})`;
      const { rows } = await client.query(`explain (analyze, buffers, format json) execute explained${list}`);
      await client.query("deallocate explained");
      return rows[0]["QUERY PLAN"][0].Plan;
    } finally {
      client.release();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#db.destroy();
  }
}

const textOf = (value: unknown) => (value instanceof Date ? value.toISOString() : String(value));

interface PlanNode {
  readonly "Node Type": string;
  readonly "Index Name"?: string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Shared Hit Blocks": number;
  readonly "Shared Read Blocks": number;
  readonly Plans?: readonly PlanNode[];
}

/** One in a thousand deliveries has failed, one in a thousand is pending. All but one in ten thousand are of one type. */
function seedSql(rows: number, start: number): string[] {
  const stepMs = Math.floor((days * dayMs) / rows);
  const ms = `${start} + n::bigint * ${stepMs}`;
  return [
    `create temporary table seed as
      select n, 'evt_' || n as event_id, 'wh_' || n % 1000 as webhook_id, 'in_' || n % 1000 as inbox_id,
        case when n % 10000 = 0 then 'message.sent' else 'message.received' end as event_type,
        to_timestamp((${ms}) / 1000.0)::timestamptz(3) as at,
        'dlv_' || ${ulidTimeSql(`(${ms})`)} || lpad(n::text, 16, '0') || '000001' as delivery_id,
        case n % 1000 when 1 then 'failed' when 2 then 'pending' else 'succeeded' end as status
      from generate_series(1, ${rows}) as n`,
    `insert into events (organization_id, event_id, event_type, inbox_id, deliveries, published_at)
      select '${organizationId}', event_id, event_type, inbox_id, 1, at from seed`,
    `insert into deliveries (delivery_id, organization_id, event_id, event_type, webhook_id, status, reason, test, created_at)
      select delivery_id, '${organizationId}', event_id, event_type, webhook_id, status,
        case status when 'failed' then 'exhausted' end, false, at from seed`,
    `insert into not_delivered (organization_id, status, created_at, delivery_id)
      select '${organizationId}', status, at, delivery_id from seed where status = 'failed'`,
    `insert into delivery_queue
        (delivery_id, organization_id, webhook_id, event_id, test, created_at, due_at, schedule_index, attempts)
      select delivery_id, '${organizationId}', webhook_id, event_id, false, at, at, 0, 0 from seed where status = 'pending'`,
    `insert into attempts (delivery_id, attempt, started_at, duration_ms, outcome, organization_id)
      select delivery_id, 1, at, 5, case status when 'failed' then 'http_error' else 'succeeded' end,
        case status when 'failed' then '${organizationId}' end
      from seed where status <> 'pending'`,
    "drop table seed",
  ];
}
