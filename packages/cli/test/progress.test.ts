import { listWebhooks } from "@agent-webhooks/types/routes";
import { expect, test } from "vitest";
import { User } from "./support/cli.ts";
import { Target } from "./support/target.ts";

test("a line of progress is removed before a wait is announced, and before an error", async () => {
  const headers = ["content-type", "application/json"];
  const webhooks = Array.from({ length: listWebhooks.pages.max }, () => ({ webhook_id: "wh_1" }));
  const page = { webhooks, count: webhooks.length, next_page_token: "next" };
  const service = await Target.start();
  service.response = { status: 200, headers, body: JSON.stringify(page) };
  const onOutput = (text: string) => {
    if (text.includes("Loaded")) {
      const body = '{"message":"The disk is full."}';
      service.response = { status: 503, headers: [...headers, "retry-after", "1"], body };
    } else if (text.includes("Waiting")) {
      service.response = { status: 404, headers, body: '{"message":"No such page."}' };
    }
  };
  const user = new User("awt_token", new URL(service.url).origin);
  const { stderr } = await user.run("webhooks list --all", { columns: 80, onOutput });
  const clear = "\r\u001b[K";
  const waiting = "Waiting 1 s to try again: The disk is full.\n";
  expect(stderr).toBe(`${clear}Loaded 100 webhooks${clear}${waiting}${clear}No such page.\n`);
});
