import type { PublishedEvent, StoredEventDetails } from "@agent-webhooks/types/delivery";
import { expect, test } from "vitest";
import { User, useService } from "./support/cli.ts";

useService();

test("events are listed, shown with all their digits, and erased after a question", async () => {
  const user = await User.create();
  const { event_id } = await user.json<PublishedEvent>("publish --sample message.sent");
  expect(await user.print("events list --event-type message.sent")).toMatch(
    new RegExp(`^event_id +event_type +published_at .*\n${event_id} +message\\.sent .* none\n$`),
  );
  expect(await user.print("events list --inbox-id unknown")).toBe("No events found.\n");
  expect(await user.json<StoredEventDetails>(`events get ${event_id}`)).toMatchObject({ event: { event_id } });

  const hostile = `{"type":"event","event_type":"message.sent","event_id":"evt_hostile","send":{"inbox_id":"in\u202e",
    "thread_id":"t","message_id":"m","timestamp":"2026-01-16T09:20:03Z","recipients":["a@example.net"]},
    "exact":9007199254740993,"huge":1e400}`;
  await user.print("publish -", { stdin: hostile.replaceAll("\n", " ") });
  const printed = await user.print("events get evt_hostile");
  expect(printed).toMatch(/^ {2}"exact": 9007199254740993,\n {2}"huge": 1e400$/m);
  expect(printed).not.toContain("\u202e");

  expect(await user.run(`events erase ${event_id}`)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--yes"),
  });
  const no = await user.run(`events erase ${event_id}`, { columns: 80, stdin: "n\n" });
  expect(no.stderr).toContain("Nothing was erased.");
  expect(await user.print(`events erase ${event_id}`, { columns: 80, stdin: "y\n" })).toBe(`Erased ${event_id}.\n`);
  expect(await user.run(`events get ${event_id}`)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/not found/i),
  });
});
