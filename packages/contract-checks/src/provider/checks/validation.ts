import type { OperationId } from "@agent-webhooks/types";
import { WebhookSchema } from "@agent-webhooks/types/schemas";
import { type Bench, type ProviderCheck, providerCheck } from "../check-context.ts";
import { each } from "../concurrently.ts";
import { type BodyCase, bodyCases } from "../data/body-cases.ts";
import { queryCases } from "../data/query-cases.ts";
import { expectSame, expectStatus, pageOf, type SeenWebhook, webhookOf } from "../expect.ts";
import { type Answer, Broken } from "../response.ts";

const positive: ProviderCheck = providerCheck({
  id: "positive_data_acceptance",
  holds: "what is valid by the schemas is taken, up to the last value that is valid, and does what it says",
  operations: ["listWebhooks", "createWebhook", "updateWebhook"],
  async run({ mine, attempt }) {
    const bodies = (id: OperationId) => bodyCases(id, mine.url()).filter(({ valid }) => valid);
    await each(bodies("createWebhook"), ({ name, body, pointer }) =>
      attempt(async () => {
        const answer = await mine.call("createWebhook", { body });
        expectEcho(answer, webhookOf(answer, `${name} is valid (${pointer})`), body as SeenWebhook);
      }),
    );
    await each(bodies("updateWebhook"), ({ name, body, pointer }) =>
      attempt(async () => {
        const before = webhookOf(await mine.create());
        const answer = await mine.update(before.webhook_id, body);
        const { add_inbox_ids = [], add_pod_ids = [] } = body as Record<string, string[]>;
        const after = { ...before, inbox_ids: [...new Set(add_inbox_ids)], pod_ids: [...new Set(add_pod_ids)] };
        expectSame(answer, webhookOf(answer, `${name} is valid (${pointer})`), after, ["updated_at"]);
      }),
    );
    await each(
      queryCases("listWebhooks").filter(({ valid }) => valid),
      ({ name, parameter, text, pointer }) =>
        attempt(async () => {
          pageOf(await mine.call("listWebhooks", { query: { [parameter]: text } }), `${name} is valid (${pointer})`);
        }),
    );
  },
});

/** What was asked for must be in the answer; of what is named twice, the first. */
function expectEcho(answer: Answer, webhook: SeenWebhook, asked: SeenWebhook): void {
  const lists = ["event_types", "inbox_ids", "pod_ids"] as const;
  const collapsed = Object.fromEntries(lists.map((list) => [list, [...new Set(asked[list] ?? [])]]));
  const others = Object.keys(WebhookSchema.properties).filter((field) => !(field in asked) && !(field in collapsed));
  expectSame(answer, webhook, { ...asked, ...collapsed }, others as (keyof typeof WebhookSchema.properties)[]);
}

const negative: ProviderCheck = providerCheck({
  id: "negative_data_rejection",
  holds: "what is not valid by the schemas is refused with 400, and changes nothing",
  operations: ["listWebhooks", "createWebhook", "updateWebhook"],
  async run(bench) {
    const { mine, attempt } = bench;
    const bodies = (id: OperationId) => bodyCases(id, mine.url()).filter(({ valid }) => !valid);
    await each(bodies("createWebhook"), (wrong) =>
      refuses(bench, "createWebhook", wrong, () => mine.call("createWebhook", { body: wrong.body })),
    );
    const answer = await mine.create({ inbox_ids: ["id-1", "id-2"], pod_ids: ["id-1"] });
    const before = webhookOf(answer);
    await each(bodies("updateWebhook"), (wrong) =>
      refuses(bench, "updateWebhook", wrong, () => mine.update(before.webhook_id, wrong.body)),
    );
    const after = await mine.get(before.webhook_id);
    await attempt(async () => expectSame(after, webhookOf(after), before));
    await each(
      queryCases("listWebhooks").filter(({ valid }) => !valid),
      ({ name, parameter, text, pointer }) =>
        attempt(async () => {
          const answer = await mine.call("listWebhooks", { query: { [parameter]: text } });
          expectRefusal(answer, `${name} is not valid`, pointer);
        }),
    );
  },
});

async function refuses(
  { attempt }: Bench,
  id: OperationId,
  { name, pointer }: BodyCase,
  send: () => Promise<Answer>,
): Promise<void> {
  await attempt(async () => expectRefusal(await send(), `${id} with ${name} is not valid`, pointer));
}

/** @throws Broken when the status is not 400 */
export function expectRefusal(answer: Answer, because: string, pointer?: string): void {
  try {
    expectStatus(answer, 400, because);
  } catch (error) {
    if (pointer !== undefined && error instanceof Broken) throw new Broken({ ...error.fault, pointer });
    throw error;
  }
}

export const dataChecks: readonly ProviderCheck[] = [positive, negative];
