import type { OperatorWebhook } from "@agent-webhooks/types/delivery";
import { expect, test } from "vitest";
import { User, useService } from "./support/cli.ts";

useService();

test("operator-webhook set shows a new secret; a known one is hidden", async () => {
  const user = await User.create();
  const set = "operator-webhook set https://example.com/alerts";
  const created = await user.print(set);
  const [, secret = ""] = /^secret +(whsec_\S+)$/m.exec(created) ?? [];
  expect(await user.json<OperatorWebhook>("operator-webhook get")).toMatchObject({ secret });
  for (const command of [set, `${set}/2`, "operator-webhook get"]) {
    expect(await user.print(command)).toMatch(/^secret +hidden; --show-secrets shows it$/m);
    expect(await user.print(`${command} --show-secrets`)).toContain(secret);
  }
  expect(await user.json<OperatorWebhook>(set)).toMatchObject({ secret });
});
