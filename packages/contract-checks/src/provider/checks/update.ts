import type { UpdateWebhookRequest } from "@agent-webhooks/types";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { times } from "../concurrently.ts";
import { expectEqual, expectSame, expectStatus, expectThat, scopes, time, webhookOf } from "../expect.ts";
import { unique } from "../pages.ts";
import type { Answer } from "../response.ts";

const most = 10;
const ids = (count: number, prefix = "id") => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

const update: ProviderCheck = providerCheck({
  id: "update",
  holds: "an update removes, then appends, is there when it is read, and leaves everything else alone",
  operations: ["updateWebhook"],
  async run({ mine, attempt }) {
    const cases: { from: Lists; change: UpdateWebhookRequest; to: Lists }[] = [
      {
        from: { inbox_ids: ["a", "b", "c"], pod_ids: ["p"] },
        change: { remove_inbox_ids: ["b", "never-there"], add_inbox_ids: ["d", "a", "d"] },
        to: { inbox_ids: ["a", "c", "d"], pod_ids: ["p"] },
      },
      { from: {}, change: { add_inbox_ids: ["b", "a"] }, to: { inbox_ids: ["b", "a"] } },
      { from: {}, change: { add_pod_ids: ["b", "a"] }, to: { pod_ids: ["b", "a"] } },
      { from: { inbox_ids: ["a"] }, change: { remove_inbox_ids: ["a"], add_pod_ids: ["a"] }, to: { pod_ids: ["a"] } },
      { from: { pod_ids: ["a"] }, change: { remove_pod_ids: ["a"], add_inbox_ids: ["b"] }, to: { inbox_ids: ["b"] } },
      {
        from: { inbox_ids: ["a", "b"], pod_ids: ["p", "q"] },
        change: { remove_inbox_ids: ["a"], add_inbox_ids: ["c"], remove_pod_ids: ["q"], add_pod_ids: ["r"] },
        to: { inbox_ids: ["b", "c"], pod_ids: ["p", "r"] },
      },
      { from: { inbox_ids: ["a"], pod_ids: ["p"] }, change: { remove_inbox_ids: ["a"] }, to: { pod_ids: ["p"] } },
      // Removes come first, so this one ends at the most that there may be.
      {
        from: { inbox_ids: ids(most) },
        change: { remove_inbox_ids: ["id-0"], add_inbox_ids: ["x"] },
        to: { inbox_ids: [...ids(most).slice(1), "x"] },
      },
      { from: { pod_ids: ids(most - 1) }, change: { add_pod_ids: ["x"] }, to: { pod_ids: [...ids(most - 1), "x"] } },
    ];
    for (const { from, change, to } of cases) {
      await attempt(async () => {
        const before = webhookOf(await mine.create({ ...from, client_id: unique() }));
        const answer = await mine.update(before.webhook_id, change);
        const after = webhookOf(answer);
        expectSame(answer, after, { ...before, inbox_ids: [], pod_ids: [], ...to }, ["updated_at"]);
        const isOrdered = time(after.updated_at) >= time(before.updated_at);
        expectThat(answer, isOrdered, "updated_at went back", `${before.updated_at} or later`, after.updated_at);
        const read = await mine.get(before.webhook_id);
        expectSame(read, webhookOf(read), after);
      });
    }
  },
});

interface Lists {
  readonly inbox_ids?: string[];
  readonly pod_ids?: string[];
}

const updateRefused: ProviderCheck = providerCheck({
  id: "update_refused",
  holds: "an update that contradicts itself, goes over 10 or widens to everything is refused and changes nothing",
  operations: ["updateWebhook"],
  async run({ mine, attempt }) {
    const nine = ids(most - 1);
    const cases: [from: Lists, change: UpdateWebhookRequest, because: string][] = [
      [{ inbox_ids: nine }, { add_inbox_ids: ["x"], remove_inbox_ids: ["x"] }, "one id is to be added and removed"],
      [
        { inbox_ids: nine },
        { add_inbox_ids: ["id-1"], remove_inbox_ids: ["id-1"] },
        "one id is to be added and removed",
      ],
      [{ inbox_ids: nine }, { add_pod_ids: ["p"], remove_pod_ids: ["p"] }, "one id is to be added and removed"],
      [{ inbox_ids: nine }, { add_inbox_ids: ["x", "y"] }, "that would be 11 inboxes"],
      [{ pod_ids: nine }, { add_pod_ids: ["x", "y"] }, "that would be 11 pods"],
      [{ pod_ids: ids(most) }, { add_pod_ids: ["x"] }, "that would be 11 pods"],
      [{ inbox_ids: nine }, { remove_inbox_ids: nine }, "no inbox and no pod would be left, which means all"],
      [{ pod_ids: ["p"] }, { remove_pod_ids: ["p"] }, "no inbox and no pod would be left, which means all"],
      [
        { inbox_ids: ["a"], pod_ids: ["p"] },
        { remove_inbox_ids: ["a"], remove_pod_ids: ["p"] },
        "no inbox and no pod would be left, which means all",
      ],
      // All or nothing: the first half alone would be right.
      [{ inbox_ids: nine }, { add_pod_ids: ["p"], add_inbox_ids: ["x", "y"] }, "that would be 11 inboxes"],
      [{ pod_ids: nine }, { add_inbox_ids: ["i"], add_pod_ids: ["x", "y"] }, "that would be 11 pods"],
      [{ inbox_ids: nine }, { remove_inbox_ids: ["id-0"], add_pod_ids: ids(most + 1) }, "11 pods are too many"],
    ];
    for (const [from, change, because] of cases) {
      await attempt(async () => {
        const before = webhookOf(await mine.create(from));
        expectStatus(await mine.update(before.webhook_id, change), 400, because);
        const read = await mine.get(before.webhook_id);
        expectSame(read, webhookOf(read), before);
      });
    }
  },
});

const scopesStay: ProviderCheck = providerCheck({
  id: "update_without_scopes",
  holds: "removing what a webhook without inboxes and pods does not have changes nothing, and is no widening",
  operations: ["updateWebhook"],
  async run({ mine }) {
    const before = webhookOf(await mine.create());
    for (const change of [{ remove_inbox_ids: ["a"] }, { remove_pod_ids: ["a"] }, {}]) {
      const answer = await mine.update(before.webhook_id, change);
      expectSame(answer, webhookOf(answer, "it had no inboxes and no pods before"), before);
    }
  },
});

const racingUpdates: ProviderCheck = providerCheck({
  id: "update_racing",
  holds: "of updates that race none is lost, and together they do not go over 10",
  operations: ["updateWebhook"],
  async run({ mine, attempt }) {
    const allIn = async (count: number, from: string[]) => {
      const { webhook_id: id } = webhookOf(await mine.create({ inbox_ids: from }));
      const answers: Answer[] = await times(
        count,
        (index) => mine.update(id, { add_inbox_ids: [`new-${index}`] }),
        count,
      );
      const read = await mine.get(id);
      return { answers, read, there: scopes(webhookOf(read), "inbox_ids").toSorted() };
    };
    await attempt(async () => {
      const { answers, read, there } = await allIn(6, ["id-0"]);
      for (const answer of answers) expectStatus(answer, 200, "there is room for all of them");
      expectEqual(read, there, ["id-0", ...ids(6, "new")].toSorted(), "inbox_ids after updates that raced");
    });
    await attempt(async () => {
      const { answers, read, there } = await allIn(4, ids(most - 2));
      for (const answer of answers) expectStatus(answer, [200, 400], "there is room for two of them");
      const added = answers.flatMap(({ status }, index) => (status === 200 ? [`new-${index}`] : []));
      expectEqual(read, there, [...ids(most - 2), ...added].toSorted(), "inbox_ids after updates that raced");
      expectEqual(read, there.length, most, "the number of inboxes after updates that raced for two places");
    });
  },
});

const urlStays: ProviderCheck = providerCheck({
  id: "url_never_changes",
  holds: "an update cannot change the URL",
  operations: ["updateWebhook"],
  async run({ mine }) {
    const before = webhookOf(await mine.create());
    expectStatus(
      await mine.update(before.webhook_id, { url: mine.url("other") }),
      400,
      "url is not a field of updates",
    );
    const read = await mine.get(before.webhook_id);
    expectSame(read, webhookOf(read), before);
  },
});

export const updateLaws: readonly ProviderCheck[] = [update, updateRefused, scopesStay, racingUpdates, urlStays];
