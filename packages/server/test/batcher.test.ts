import { describe, expect, test } from "vitest";
import { onBothDatabases, serviceError, validationError } from "./support/service.ts";

onBothDatabases((under) => {
  describe("requests that come together are answered as if each came alone", () => {
    test("each sees its own organization's webhooks, and no other's", async () => {
      const [one, other] = [await under.organization(), await under.organization()];
      const [mine, theirs] = [await one.create(), await other.create()];
      const get = (who: typeof one, id: string) => who.request("GET", `/agent/v0/webhooks/${id}`);
      const answers = await Promise.all([
        get(one, mine.webhook_id),
        get(one, theirs.webhook_id),
        get(other, theirs.webhook_id),
        get(other, mine.webhook_id),
        get(one, mine.webhook_id),
        get(one, "wh_nothing"),
        get(one, "%00"),
        get(other, theirs.webhook_id),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 404, 200, 404, 200, 404, 404, 200]);
      expect(answers.filter(({ status }) => status === 200).map(({ json }) => json)).toEqual([
        mine,
        theirs,
        mine,
        theirs,
      ]);
    });

    test("a token that nobody has is refused among those that somebody has", async () => {
      const one = await under.organization();
      const unknown = `awt_${"x".repeat(43)}`;
      const list = (token: string) => one.request("GET", "/agent/v0/webhooks", { token });
      const answers = await Promise.all([list(one.token), list(unknown), list(one.token), list(unknown)]);
      expect(answers.map(({ status }) => status)).toEqual([200, 401, 200, 401]);
      expect(answers[1]).toMatchObject(serviceError(401, "UnauthorizedError"));
    });

    test("a request that is not valid spoils none of the others", async () => {
      const one = await under.organization();
      const answers = await Promise.all([one.post({ url: "no url" }), one.create(), one.create()]);
      expect(answers[0]).toMatchObject(
        validationError({ url: [expect.any(String)], event_types: [expect.any(String)] }),
      );
    });
  });
});
