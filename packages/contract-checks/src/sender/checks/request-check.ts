import type { NewFinding } from "../../run/check.ts";
import { findingAbout, type SenderCheck } from "../check.ts";
import type { Endpoint } from "../endpoint.ts";
import type { DeliveryRequest } from "../listener.ts";
import type { SenderTarget } from "../target.ts";

/** What is wrong with a request. The message is the same for every request with the same issue. */
export type RequestIssue = Pick<NewFinding, "message" | "expected" | "got">;

/** What requests to a webhook are compared with. */
type ExpectedRequests = Pick<Endpoint, "url" | "secrets" | "schemas" | "events">;

/** Returns what is wrong with a request to an endpoint. */
type Judge<Expected = ExpectedRequests> = (request: DeliveryRequest, endpoint: Expected) => RequestIssue | undefined;

interface RequestCheckOptions {
  readonly id: string;
  readonly holds: string;
  readonly pointer: string;
  readonly skipReason?: (target: SenderTarget) => string | undefined;
}

/** A check that looks at each request alone. */
export interface RequestCheck extends SenderCheck {
  readonly judge: Judge;
}

/** A check of every request of the run. It waits for the checks that are running, and has one finding for each issue. */
export function requestCheck({ judge, ...options }: RequestCheckOptions & { readonly judge: Judge }): RequestCheck {
  return { ...requestCheckOf({ ...options, judgeFor: () => judge }), judge };
}

/** The same, for what depends on the target. */
export function requestCheckOf({
  id,
  holds,
  pointer,
  skipReason,
  judgeFor,
}: RequestCheckOptions & { readonly judgeFor: (target: SenderTarget) => Judge<Endpoint> }): SenderCheck {
  return {
    id,
    holds,
    skipReason: (target) => target.stopReason ?? skipReason?.(target),
    async run(target, report) {
      await target.retryDelayMs();
      await target.idle();
      const judge = judgeFor(target);
      const issues = new Map<string, { readonly finding: NewFinding; count: number }>();
      for (const endpoint of target.endpoints) {
        // What follows a redirect is a finding of its own.
        if (endpoint.events.length === 0) continue;
        for (const request of endpoint.requests) {
          const issue = judge(request, endpoint);
          if (issue === undefined) continue;
          const group = issues.get(issue.message) ?? {
            finding: findingAbout(endpoint, { pointer, ...issue }),
            count: 0,
          };
          group.count++;
          issues.set(issue.message, group);
        }
      }
      for (const { finding, count } of issues.values()) {
        report(count === 1 ? finding : { ...finding, got: `${finding.got} (in ${count} requests)` });
      }
    },
  };
}
