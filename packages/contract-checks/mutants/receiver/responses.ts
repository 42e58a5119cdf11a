import type { Server } from "node:http";
import { mutants, type ReceiverMutant } from "./mutant.ts";
import { type Event, reference, type Steps } from "./reference.ts";

const rejectWith = (status: number): Partial<Steps> => ({
  rejection: { headers: status, signature: status, json: status },
});

/** They decide correctly and send the wrong response. */
export const responses: readonly ReceiverMutant[] = mutants("responses", {
  event_acceptance: {
    redirects: {
      respond: (status, response) => response.writeHead(status === 200 ? 303 : status, { location: "/done" }).end(),
    },
  },
  wrong_signature: {
    rejects_with_200: rejectWith(200),
    rejects_with_500: rejectWith(500),
    rejects_with_a_redirect: rejectWith(302),
    closes_instead_of_responding: {
      respond(status, response) {
        if (status < 400) response.writeHead(status).end();
        else response.destroy();
      },
    },
  },
  missing_headers: {
    fails_without_headers: { rejection: { ...reference.rejection, headers: 500 } },
  },
  unsupported_method: {
    get_is_200: { method: (method) => (method === "GET" ? 200 : reference.method(method)) },
    get_is_a_redirect: { method: (method) => (method === "GET" ? 301 : reference.method(method)) },
    get_is_501: { method: (method) => (method === "POST" ? undefined : 501) },
  },
});

/** They draw wrong conclusions from earlier deliveries. */
export const memory: readonly ReceiverMutant[] = mutants("memory", {
  attack_under_accepted_id: {
    verdict_cached_by_id: () => {
      const accepted = new Set<string | undefined>();
      return {
        async around(next, { id }) {
          if (accepted.has(id)) return 200;
          const status = await next();
          if (status === 200) accepted.add(id);
          return status;
        },
      };
    },
    deduped_before_verified: () => {
      const seen = new Set<string>();
      return {
        async around(next, { id = "" }) {
          if (id !== "" && seen.has(id)) return 202;
          seen.add(id);
          return next();
        },
      };
    },
  },
  acceptance_after_error: {
    rejected_ids_remembered: () => {
      const rejected = new Set<string>();
      return {
        async around(next, { id = "" }) {
          if (rejected.has(id)) return 403;
          const status = await next();
          if (status >= 400) rejected.add(id);
          return status;
        },
      };
    },
  },
  repeated_delivery: {
    duplicates_are_409: () => {
      const handled = new Set<string>();
      return {
        handle(_, { id }) {
          if (handled.has(id)) return 409;
          handled.add(id);
          return 200;
        },
      };
    },
    time_must_not_go_back: () => {
      const latest = new Map<string, number>();
      return {
        handle(_, { id, timestamp }) {
          if (Number(timestamp) < (latest.get(id) ?? 0)) return 400;
          latest.set(id, Number(timestamp));
          return 200;
        },
      };
    },
  },
});

const isOpened = ({ event_type: type }: Event) => type === "message.opened";
const never = new Promise<never>(() => {});

/** They send no response. */
export const hangs: readonly ReceiverMutant[] = mutants("hangs", {
  event_acceptance: {
    never_answers: { handle: () => never },
    hangs_at_an_event: { handle: ({ event_type: type }) => (type === "domain.verified" ? never : 200) },
    answers_half: {
      respond(status, response) {
        response.socket?.write(`HTTP/1.1 ${status} OK\r\ncontent-le`);
      },
    },
  },
  unknown_event_types: {
    hangs_at_an_unknown_type: { handle: (event) => (isOpened(event) ? never : 200) },
  },
  malformed_json: {
    hangs_at_malformed_json: {
      rejection: { ...reference.rejection, json: 422 },
      around: async (next) => {
        const status = await next();
        return status === 422 ? never : status;
      },
    },
  },
  unsupported_method: {
    hangs_at_get: {
      method: () => undefined,
      contentType: () => undefined,
      around: (next, _, body) => (body.length === 0 ? never : next()),
    },
  },
  random_event_acceptance: {
    hangs_after_a_while: () => {
      let count = 0;
      return { handle: () => (++count > 15 ? never : 200) };
    },
  },
}).map((mutant) => ({ ...mutant, isSilent: true }));

/** Stops the server instead of sending status 0. */
const crash: Steps["respond"] = (status, response, request) => {
  if (status !== 0) {
    response.writeHead(status).end();
    return;
  }
  const { server } = request.socket as unknown as { server: Server };
  server.close();
  server.closeAllConnections();
};

/** They stop listening. */
export const crashes: readonly ReceiverMutant[] = mutants("crashes", {
  unknown_event_types: { dies_at_unknown_types: { handle: (event) => (isOpened(event) ? 0 : 200), respond: crash } },
  event_acceptance: { dies_at_once: { handle: () => 0, respond: crash } },
});
