import type { IncomingMessage } from "node:http";
import { mutants, type ReceiverMutant } from "./mutant.ts";
import { reference, type Steps } from "./reference.ts";

const refusal = (status: number): Partial<Steps> => ({ refusal: { headers: status, signature: status, json: status } });

/** They do the right thing and answer the wrong one. */
export const answers: readonly ReceiverMutant[] = mutants("answers", {
  redirects: [
    "event_acceptance",
    { answer: (status, response) => response.writeHead(status === 200 ? 303 : status, { location: "/done" }).end() },
  ],
  refuses_with_200: ["wrong_signature", refusal(200)],
  refuses_with_500: ["wrong_signature", refusal(500)],
  refuses_with_a_redirect: ["wrong_signature", refusal(302)],
  closes_instead_of_refusing: [
    "wrong_signature",
    {
      answer(status, response) {
        if (status < 400) response.writeHead(status).end();
        else response.destroy();
      },
    },
  ],
  fails_without_headers: ["missing_headers", { refusal: { ...reference.refusal, headers: 500 } }],
  get_is_200: ["unsupported_method", { method: (method) => (method === "GET" ? 200 : reference.method(method)) }],
  get_is_a_redirect: [
    "unsupported_method",
    { method: (method) => (method === "GET" ? 301 : reference.method(method)) },
  ],
  get_is_501: ["unsupported_method", { method: (method) => (method === "POST" ? undefined : 501) }],
});

/** They remember what they had better not. */
export const memory: readonly ReceiverMutant[] = mutants("memory", {
  verdict_cached_by_id: [
    "attack_under_accepted_id",
    () => {
      const verdicts = new Map<string, number>();
      return {
        async judge(next, { id }) {
          const known = verdicts.get(id ?? "");
          if (known !== undefined) return known;
          const status = await next();
          if (status === 200 && id !== undefined) verdicts.set(id, status);
          return status;
        },
      };
    },
  ],
  deduped_before_verified: [
    "attack_under_accepted_id",
    () => {
      const seen = new Set<string>();
      return {
        async judge(next, { id }) {
          if (id !== undefined && seen.has(id)) return 202;
          if (id !== undefined) seen.add(id);
          return next();
        },
      };
    },
  ],
  refused_ids_remembered: [
    "acceptance_after_refusal",
    () => {
      const refused = new Set<string>();
      return {
        async judge(next, { id = "" }) {
          if (refused.has(id)) return 403;
          const status = await next();
          if (status >= 400) refused.add(id);
          return status;
        },
      };
    },
  ],
  duplicates_are_409: [
    "repeated_delivery",
    () => {
      const handled = new Set<string>();
      return {
        handle(_, { id }) {
          if (handled.has(id)) return 409;
          handled.add(id);
          return 200;
        },
      };
    },
  ],
  time_must_not_go_back: [
    "repeated_delivery",
    () => {
      const latest = new Map<string, number>();
      return {
        handle(_, { id, timestamp }) {
          if (Number(timestamp) < (latest.get(id) ?? 0)) return 400;
          latest.set(id, Number(timestamp));
          return 200;
        },
      };
    },
  ],
});

const never = new Promise<never>(() => {});

/** They leave the sender without an answer. */
export const silence: readonly ReceiverMutant[] = mutants("silence", {
  never_answers: ["event_acceptance", { handle: () => never }],
  hangs_at_an_event: [
    "event_acceptance",
    { handle: ({ event_type: type }) => (type === "domain.verified" ? never : 200) },
  ],
  hangs_at_an_unknown_type: [
    "unknown_event_types",
    { handle: ({ event_type: type }) => (type === "message.opened" ? never : 200) },
  ],
  hangs_at_malformed_json: [
    "malformed_json",
    {
      refusal: { ...reference.refusal, json: 422 },
      judge: async (next) => {
        const status = await next();
        return status === 422 ? never : status;
      },
    },
  ],
  hangs_at_get: [
    "unsupported_method",
    {
      method: () => undefined,
      contentType: () => undefined,
      judge: (next, _, body) => (body.length === 0 ? never : next()),
    },
  ],
  hangs_after_a_while: [
    "random_event_acceptance",
    () => {
      let count = 0;
      return { handle: () => (++count > 15 ? never : 200) };
    },
  ],
  answers_half: [
    "event_acceptance",
    {
      answer(status, response) {
        response.socket?.write(`HTTP/1.1 ${status} OK\r\ncontent-le`);
      },
    },
  ],
}).map((mutant) => ({ ...mutant, isSilent: true }));

/** They break down, and are gone. */
export const death: readonly ReceiverMutant[] = mutants("death", {
  dies_at_unknown_types: [
    "unknown_event_types",
    { handle: ({ event_type: type }) => (type === "message.opened" ? 0 : 200), answer: dieAt(0) },
  ],
  dies_at_once: ["event_acceptance", { handle: () => 0, answer: dieAt(0) }],
});

/** Takes the server down instead of answering one status. */
function dieAt(fatal: number): Steps["answer"] {
  return (status, response, request: IncomingMessage) => {
    if (status !== fatal) {
      response.writeHead(status).end();
      return;
    }
    const { server } = request.socket as unknown as { server: { close(): void; closeAllConnections(): void } };
    server.close();
    server.closeAllConnections();
  };
}
