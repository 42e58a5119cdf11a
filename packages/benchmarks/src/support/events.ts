import type { EventType } from "@agent-webhooks/types";
import { eventExamples } from "@agent-webhooks/types/examples";

/** Placeholders for the id and the inbox in the text of an event. */
export const idMark = "EVENT_ID";
export const inboxMark = "INBOX_ID";

export const eventType: EventType = "message.received";

const { question } = eventExamples["message.received"];

/** The spec's example of a received message, about 2 KB of JSON, with placeholders for id and inbox. */
export const eventText: string = JSON.stringify({
  ...question,
  event_id: idMark,
  message: { ...question.message, inbox_id: inboxMark },
});

/** The inbox of the webhook with this number. */
export const inboxOf = (webhook: number): string => `inbox_${webhook}`;
