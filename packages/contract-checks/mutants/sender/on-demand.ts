import { eventExamples } from "@agent-webhooks/types/examples";
import { mutants, type SenderMutant } from "./mutant.ts";
import type { SentEvent } from "./steps.ts";

const withId = (event: SentEvent, id: string): SentEvent => ({ ...event, id, text: event.text.replace(event.id, id) });

/** They send something else than what was requested, or nothing. */
export const onDemand: readonly SenderMutant[] = mutants("on demand", {
  test_event_arrives: {
    test_events_not_sent: { testEvent: () => undefined },
    test_events_of_subscribed_types_only: {
      testEvent: (event, { event_types }) => (event_types.includes(event.type) ? event : undefined),
    },
    event_id_of_the_example: {
      testEvent: (event) => withId(event, Object.values(eventExamples["message.bounced"])[0]?.event_id ?? ""),
    },
    one_id_for_all_test_events: { testEvent: (event) => withId(event, "evt_test") },
  },
  resend_arrives: {
    nothing_sent_again: { resent: () => undefined },
    sent_again_with_a_new_id: { resent: (event) => ({ ...event, id: `${event.id}_again` }) },
    sent_again_as_another_event: { resent: (event) => withId(event, `${event.id}_again`) },
    serialized_again: { resent: (event) => ({ ...event, text: JSON.stringify(JSON.parse(event.text)) }) },
  },
  signature: {
    test_events_not_signed: {
      signature: (digests, { event }) => (event.isTest ? "v1,none" : digests.map((digest) => `v1,${digest}`).join(" ")),
    },
  },
});
