import { randomUUID } from "node:crypto";
import { type Service, startService, type TokenScope } from "@agent-webhooks/server/testing";
import { afterAll, beforeAll } from "vitest";

let service: Service | undefined;

/**
 * A service for the tests of a file. A delivery has one attempt, so that it fails at once; and every name leads to this
 * machine, so that nothing is sent elsewhere.
 */
export function useService(): void {
  beforeAll(async () => {
    service = await startService({ retrySchedule: [0], lookup: async () => ["127.0.0.1"] });
  });
  afterAll(() => service?.close());
}

export const theService = (): Service => {
  if (service === undefined) throw new Error("useService() is missing");
  return service;
};

/** A token of an organization that nobody else uses, unless one is named. */
export function newToken(options: { organization?: string; scopes?: readonly TokenScope[] } = {}): Promise<string> {
  const { organization: organizationId = `org_${randomUUID()}`, scopes } = options;
  return theService().createToken({ organizationId, ...(scopes && { scopes }) });
}
