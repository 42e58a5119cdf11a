import type { Attempt } from "@agent-webhooks/types/delivery";
import { mutants, type SenderMutant } from "./mutant.ts";
import type { Steps } from "./steps.ts";

const recording = (change: (attempt: Attempt) => Partial<Attempt>): Partial<Steps> => ({
  recorded: (attempt) => [{ ...attempt, ...change(attempt) }],
});

/** Only attempts that fail. */
const recordingFailures = (change: (attempt: Attempt) => Partial<Attempt>): Partial<Steps> =>
  recording((attempt) => (attempt.outcome === "succeeded" ? {} : change(attempt)));

/** Their deliveries do not show what happened. */
export const records: readonly SenderMutant[] = mutants("records", {
  attempts_recorded: {
    success_shown_as_failure: recording(() => ({ outcome: "http_error" })),
    failure_shown_as_success: recording(() => ({ outcome: "succeeded" })),
    every_failure_is_an_http_error: recordingFailures(() => ({ outcome: "http_error" })),
    timeout_is_a_connection_error: recordingFailures(({ outcome }) => ({
      outcome: outcome === "timeout" ? "connection_error" : outcome,
    })),
    reset_is_a_timeout: recordingFailures(({ outcome }) => ({
      outcome: outcome === "connection_error" ? "timeout" : outcome,
    })),
    status_of_success_is_200: recording(({ outcome, status_code = 0 }) => ({
      status_code: outcome === "succeeded" ? 200 : status_code,
    })),
    status_0_without_response: { recorded: ({ status_code = 0, ...attempt }) => [{ ...attempt, status_code }] },
    status_not_recorded: { recorded: ({ status_code: _, ...attempt }) => [attempt] },
    body_not_recorded: { recorded: ({ response_excerpt: _, ...attempt }) => [attempt] },
    excerpt_of_256_bytes: recording(({ response_excerpt: text }) =>
      text === undefined ? {} : { response_excerpt: text.slice(0, 256) },
    ),
    whole_body_recorded: recording(({ response_excerpt: text }) =>
      text?.length === 1024 ? { response_excerpt: "x".repeat(2000) } : {},
    ),
    body_as_latin1: {
      recorded: ({ response_excerpt: text, ...attempt }) => [
        { ...attempt, ...(text !== undefined && { response_excerpt: Buffer.from(text).toString("latin1") }) },
      ],
    },
    attempt_with_nul_not_recorded: {
      recorded: (attempt) => (attempt.response_excerpt?.includes("\0") ? [] : [attempt]),
    },
    each_attempt_twice: { recorded: (attempt) => [attempt, { ...attempt, attempt: attempt.attempt + 1 }] },
    attempts_from_0: recording(({ attempt }) => ({ attempt: attempt - 1 })),
    local_time_as_utc: recording(({ started_at }) => ({
      started_at: new Date(Date.parse(started_at) + 3_600_000).toISOString(),
    })),
    duration_in_seconds: recording(({ duration_ms }) => ({ duration_ms: Math.floor(duration_ms / 1000) })),
  },
});
