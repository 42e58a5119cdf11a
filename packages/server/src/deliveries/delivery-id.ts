import { type RawBuilder, sql } from "kysely";
import { timeOfUlid, ulid, ulidTime } from "../lib/ids.ts";

/*
 * A delivery id is `dlv_`, a ULID of the time of publishing that the deliveries of an event share, and a number of six
 * digits or more. Ids sort by time, so the primary key finds old deliveries.
 */

const digits = 6;

/** Times of publication, from `since` to before `until`. */
export interface TimeRange {
  readonly since: Date;
  readonly until: Date;
}

/** What the ids of an event's deliveries begin with. */
export const deliveryIdPrefix = (publishedAt: Date): string => `dlv_${ulid(publishedAt)}`;

/** The id of an event's only delivery. */
export const onlyDeliveryId = (prefix: string): string => prefix + "1".padStart(digits, "0");

/** The same in SQL, for the delivery with this number. */
export const numberedDeliveryId = (prefix: RawBuilder<string>, number: RawBuilder<number>): RawBuilder<string> =>
  // `lpad` would cut off what is longer.
  sql`${prefix} || lpad((${number})::text, greatest(${sql.lit(digits)}, length((${number})::text)), '0')`;

/** The ids of deliveries of events that were published before `time` sort before this one. */
export const firstDeliveryIdSince = (time: Date): string => `dlv_${ulidTime(time)}`;

/** When the event of a delivery was published, which is the `created_at` of the delivery. */
export const publishedAtOf = (deliveryId: string): Date => timeOfUlid(deliveryId.slice("dlv_".length));

/**
 * The first and the last one of some ids. As a condition it makes Postgres leave out the partitions that have none of them,
 * which a list of ids does not.
 */
export function idRange(ids: readonly string[]): { readonly first: string; readonly last: string } {
  let [first = "", last = ""] = [ids[0], ids[0]];
  for (const id of ids) {
    if (id < first) first = id;
    if (id > last) last = id;
  }
  return { first, last };
}
