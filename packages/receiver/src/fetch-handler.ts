import type { Answer } from "./answer.ts";
import { join } from "./body.ts";

/** A handler of web-standard requests. */
export type FetchHandler = (request: Request) => Promise<Response>;

export const createFetchHandler =
  (answer: Answer, maxBodyBytes: number): FetchHandler =>
  async (request) => {
    const status = await answer(
      request.method,
      request.headers,
      () => request.bodyUsed || join(request.body ?? [], maxBodyBytes),
    );
    return new Response(null, { status, headers: { allow: "POST" } });
  };
