import { responseFaults } from "../exchange.ts";
import type { NewFinding } from "../run/check.ts";
import type { Answer } from "./response.ts";

/** What an answer shows at first sight, by the id of the check that reports it. */
export function judge(answer: Answer): { check: string; fault: NewFinding }[] {
  const { operation, status } = answer;
  const found: { check: string; fault: NewFinding }[] = [];
  if (status >= 500) {
    const message = `${operation?.id ?? answer.request.method} failed with ${status}`;
    found.push({ check: "not_a_server_error", fault: answer.fault({ message, expected: "no server error" }) });
  }
  if (operation === undefined) return found;
  for (const { check, message, expected, pointer } of responseFaults(operation, answer)) {
    const fault = answer.fault({
      message: `${operation.id} ${status}: ${withoutPlaces(message)}`,
      expected: withoutPlaces(expected),
      pointer,
    });
    found.push({ check, fault });
  }
  return found;
}

/** Places in lists without their number, so that what is wrong with each item is one fault. */
function withoutPlaces(message: string): string {
  return message.replace(/\/\d+(?=[/ ])/g, "/*");
}
