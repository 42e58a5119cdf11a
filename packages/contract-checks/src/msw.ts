/**
 * The fake provider as handlers of [Mock Service Worker](https://mswjs.io), for clients whose `fetch` cannot be replaced.
 *
 * @example
 * const fake = createFake();
 * const server = setupServer(...fakeHandlers(fake, "https://api.example.com"));
 * server.listen();
 */
import { http, type RequestHandler } from "msw";
import type { Fake } from "./fake/fake.ts";

/**
 * Handlers of every request to an origin.
 *
 * @param origin such as `https://api.example.com`, without a path
 */
export function fakeHandlers(fake: Pick<Fake, "fetch">, origin: string): RequestHandler[] {
  return [http.all(`${origin.replace(/\/+$/, "")}/*`, ({ request }) => fake.fetch(request))];
}
