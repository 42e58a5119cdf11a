import { answersCheck, type ProviderCheck } from "../check-context.ts";
import { webhookOf } from "../expect.ts";
import type { ProviderTarget } from "../target.ts";

/** What must be true of every answer of a run, by the names that Schemathesis gave it. */
export const answerChecks: readonly ProviderCheck[] = [
  {
    id: "not_a_server_error",
    holds: "every request is answered, and none with a server error",
  },
  {
    id: "status_code_conformance",
    holds: "every status that an operation answers is documented",
  },
  {
    id: "content_type_conformance",
    holds: "every body has the documented content type",
  },
  {
    id: "response_headers_conformance",
    holds: "every header that an answer must have is there: WWW-Authenticate with 401, Retry-After with 429",
  },
  {
    id: "response_schema_conformance",
    holds: "every body is valid by its schema, and where there should be none there is none",
  },
  {
    id: "max_response_time",
    holds: "no request hangs",
  },
].map((check) => answersCheck(check, sample));

const sampled = new WeakSet<ProviderTarget>();

/** Calls every operation, well and badly, so that there is something to look at whatever else is run. */
async function sample(target: ProviderTarget): Promise<void> {
  if (sampled.has(target)) return;
  sampled.add(target);
  const session = target.session(target.options.token);
  try {
    const { webhook_id: id } = webhookOf(await session.create({ inbox_ids: ["id-1"] }));
    for (const webhook of [id, "wh_unknown"]) {
      await session.get(webhook);
      await session.update(webhook, { add_inbox_ids: ["id-2"] });
      await session.update(webhook, { unknown_field: 1 });
    }
    await session.call("createWebhook", { body: {} });
    await session.list();
    await session.call("listWebhooks", { query: { limit: 0 } });
    await session.call("listWebhooks", { headers: { authorization: null } });
    await session.delete(id);
    await session.delete(id);
  } catch {
    // What went wrong is noted where it was seen.
  } finally {
    await target.remove(session.made);
  }
}
