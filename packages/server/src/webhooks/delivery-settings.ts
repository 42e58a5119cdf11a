import type {
  DeliverySettings as DeliverySettingsResponse,
  UpdateDeliverySettingsRequest,
} from "@agent-webhooks/types/delivery";
import type { Kysely, Selectable } from "kysely";
import type { DeliverySettingsTable, Schema } from "../database/schema.ts";
import { notFound } from "../lib/errors.ts";
import * as queries from "./queries.ts";

/** The columns that store the fields of the spec. */
type SettingsRow = Pick<Selectable<DeliverySettingsTable>, keyof UpdateDeliverySettingsRequest>;

const columns = Object.keys({ max_in_flight: true, max_per_second: true } satisfies Record<
  keyof SettingsRow,
  true
>) as (keyof SettingsRow)[];

/** How fast events are sent to each webhook, as its owner has limited it. */
export class DeliverySettings {
  readonly #db: Kysely<Schema>;

  constructor({ db }: { readonly db: Kysely<Schema> }) {
    this.#db = db;
  }

  /** @throws ServiceError 404 */
  async get(organizationId: string, webhookId: string): Promise<DeliverySettingsResponse> {
    if (!(await queries.exists(this.#db, organizationId, webhookId))) throw notFound("Webhook");
    const row = await this.#db
      .selectFrom("delivery_settings")
      .select(columns)
      .where("webhook_id", "=", webhookId)
      .executeTakeFirst();
    return toResponse(row);
  }

  /**
   * Changes the limits that the request has. They hold from the next claim on.
   *
   * @throws ServiceError 404
   */
  async update(
    organizationId: string,
    webhookId: string,
    request: UpdateDeliverySettingsRequest,
  ): Promise<DeliverySettingsResponse> {
    if (Object.keys(request).length === 0) return this.get(organizationId, webhookId);
    const row = await this.#db
      .insertInto("delivery_settings")
      .columns(["webhook_id", "max_in_flight", "max_per_second"])
      .expression((expression) =>
        expression
          .selectFrom("webhooks")
          .select((select) => [
            "webhook_id",
            select.cast<number | null>(select.val(request.max_in_flight ?? null), "integer").as("max_in_flight"),
            select.cast<number | null>(select.val(request.max_per_second ?? null), "integer").as("max_per_second"),
          ])
          .where("organization_id", "=", organizationId)
          .where("webhook_id", "=", webhookId)
          // It may be deleted at the same time.
          .forKeyShare(),
      )
      .onConflict((conflict) => conflict.column("webhook_id").doUpdateSet(request))
      .returning(columns)
      .executeTakeFirst();
    if (row === undefined) throw notFound("Webhook");
    return toResponse(row);
  }
}

const toResponse = (row: SettingsRow | undefined): DeliverySettingsResponse =>
  Object.fromEntries(Object.entries(row ?? {}).filter(([, value]) => value !== null));
