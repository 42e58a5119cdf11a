import { altered, type ClientMutant, classOf, sending, withBody } from "./mutant.ts";

const retry = classOf("retry");

export const retryMutants: readonly ClientMutant[] = [
  // The client gives a create a `client_id`, so that it may be repeated.
  retry(
    "without_key",
    "unsafe_not_repeated",
    withBody(({ client_id: _, ...json }) => json),
  ),
  retry(
    "another_key_each_time",
    "unsafe_not_repeated",
    withBody((json) => ({ ...json, client_id: crypto.randomUUID() })),
  ),
  retry(
    "key_in_a_header",
    "unsafe_not_repeated",
    sending(async (request) => {
      const { client_id, ...json } = JSON.parse((await request.clone().text()) || "{}");
      if (client_id === undefined) return request;
      return altered(request, { body: JSON.stringify(json), headers: { "idempotency-key": client_id } });
    }),
  ),
  retry(
    "sent_twice",
    "request_conformance",
    (connect) => (options) =>
      connect({
        ...options,
        fetch: async (resource, init) => {
          const request = new Request(resource, init);
          await options.fetch(request.clone());
          return options.fetch(request);
        },
      }),
  ),
];
