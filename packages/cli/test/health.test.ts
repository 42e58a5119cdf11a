import { SummarySchema } from "@agent-webhooks/types/delivery/schemas";
import { expect, test } from "vitest";
import { respondWithJson, startEndpoint } from "../../server/test/support/endpoint.ts";
import { User } from "./support/cli.ts";

test("webhooks health says when there is more than the service counts", async () => {
  const { maximum } = SummarySchema.properties.pending;
  const summary = {
    webhooks: { total: 3, failing: 1, paused: 0, disabled: 0 },
    pending: maximum,
    due: maximum - 1,
    attempts_by_hour: [],
    attempts_by_day: [],
  };
  const { origin } = await startEndpoint(respondWithJson(200, summary));
  const printed = await new User("awt_token", origin).print("webhooks health");
  expect(printed).toMatch(/^pending +10,000 or more$/m);
  expect(printed).toMatch(/^due +9999$/m);
});
