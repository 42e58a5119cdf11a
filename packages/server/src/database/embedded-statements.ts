import { type PGlite, parse, protocol, type QueryOptions, type Results } from "@electric-sql/pglite";
import type { PGlite as DialectPGlite, PGliteTransaction } from "kysely";
import { codeOf } from "../lib/errors.ts";
import { makeStatementNames } from "./prepared-statements.ts";

export interface EmbeddedStatementsOptions {
  /**
   * A statement is planned again after this, in milliseconds. A plan depends on the sizes of its tables, and the embedded
   * database, which never gathers statistics by itself, has nothing else that replaces the plan of an empty table.
   *
   * @default 10 s
   */
  readonly maxPlanAgeMs?: number;
}

interface Prepared {
  /** Object ids of the types of its parameters. */
  readonly parameterTypes: readonly number[];
  readonly preparedAt: number;
}

/** The plan of a prepared statement returns other types than before, because a column was changed. */
const isOutdated = (error: unknown): boolean => codeOf(error) === "0A000";

const { serialize } = protocol;

/**
 * Makes the embedded database prepare every statement with parameters, as `PreparingClient` does on Postgres. By itself it
 * parses and plans a statement each time, on the thread of everything else.
 *
 * @returns the part of it that Kysely uses
 */
export function withPreparedStatements(
  pglite: PGlite,
  { maxPlanAgeMs = 10_000 }: EmbeddedStatementsOptions = {},
): DialectPGlite {
  const nameOf = makeStatementNames();
  const prepared = new Map<string, Prepared>();

  const nameToPrepare = (text: string, values: readonly unknown[]) => (values.length > 0 ? nameOf(text) : undefined);

  /** After an error, Postgres ignores the messages up to the sync. */
  const send = (...messages: Uint8Array[]) =>
    pglite.execProtocolStream(Buffer.concat([...messages, serialize.sync()]), { syncToFs: false });

  async function prepare(name: string, text: string): Promise<Prepared> {
    const messages = await send(
      // There is none the first time, which is no error.
      serialize.close({ type: "S", name }),
      serialize.parse({ name, text }),
      serialize.describe({ type: "S", name }),
    );
    return { parameterTypes: parse.parseDescribeStatementResults(messages), preparedAt: performance.now() };
  }

  function toText(value: unknown, type: number | undefined): string | null {
    if (value === null || value === undefined) return null;
    const serializer = type === undefined ? undefined : pglite.serializers[type];
    return serializer === undefined ? String(value) : serializer(value);
  }

  /** Like `PGlite.query`, which sends each message by itself. */
  async function execute<Row>(
    name: string,
    text: string,
    values: readonly unknown[],
    options: QueryOptions | undefined,
  ): Promise<Results<Row>> {
    try {
      let statement = prepared.get(name);
      if (statement === undefined || performance.now() - statement.preparedAt >= maxPlanAgeMs) {
        statement = await prepare(name, text);
        prepared.set(name, statement);
      }
      const { parameterTypes } = statement;
      const messages = await send(
        serialize.bind({ statement: name, values: values.map((value, index) => toText(value, parameterTypes[index])) }),
        serialize.describe({ type: "P" }),
        serialize.execute({}),
      );
      return parse.parseResults(messages, pglite.parsers, options)[0] as Results<Row>;
    } catch (error) {
      // The statement may be outdated; it is prepared again the next time.
      prepared.delete(name);
      throw error;
    }
  }

  return {
    waitReady: pglite.waitReady,
    get ready() {
      return pglite.ready;
    },
    get closed() {
      return pglite.closed;
    },
    close: () => pglite.close(),
    async query<Row>(text: string, values: unknown[] = [], options?: QueryOptions): Promise<Results<Row>> {
      const name = nameToPrepare(text, values);
      if (name === undefined) return pglite.query<Row>(text, values, options);
      await pglite._checkReady();
      const run = async () => {
        const results = await execute<Row>(name, text, values, options).catch((error: unknown) => {
          if (!isOutdated(error)) throw error;
          return execute<Row>(name, text, values, options);
        });
        await pglite.syncToFs();
        return results;
      };
      // As in PGlite: not during a transaction, nor during another statement.
      return pglite._runExclusiveTransaction(() => pglite.runExclusive(run));
    },
    transaction<Result>(work: (transaction: PGliteTransaction) => Promise<Result>): Promise<Result> {
      return pglite.transaction((transaction) =>
        work({
          async query<Row>(text: string, values: unknown[] = [], options?: QueryOptions): Promise<Results<Row>> {
            const name = nameToPrepare(text, values);
            // One that has ended throws.
            if (name === undefined || transaction.closed) return transaction.query<Row>(text, values, options);
            return pglite.runExclusive(() => execute<Row>(name, text, values, options));
          },
          rollback: () => transaction.rollback(),
        }),
      );
    },
  };
}
