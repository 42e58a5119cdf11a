import type { Paints } from "../output/color.ts";
import { printable } from "../output/text.ts";
import { describeEvent } from "./describe-event.ts";
import type { Reception } from "./reception.ts";

/** What became of a request, in two lines: what came with which verdict, and what it is about. */
export function describeReception(reception: Reception, { bold, dim, green, red }: Paints): string {
  const { received_at, verdict, problem = "", event, again } = reception;
  const time = dim(new Date(received_at).toLocaleTimeString("en-GB"));
  if (event === undefined) return `${time}  ${red(`refused, ${verdict}`)}\n          ${printable(problem)}\n`;
  const facts = [green(verdict), ...(again ? ["came before"] : []), ...describeForward(reception, { green, red })];
  return [
    `${time}  ${bold(printable(event.event_type))}  ${printable(event.event_id)}  ${facts.join(", ")}`,
    `          ${printable(describeEvent(event))}`,
    "",
  ].join("\n");
}

function describeForward({ forwarded }: Reception, { green, red }: Pick<Paints, "green" | "red">): readonly string[] {
  if (forwarded === undefined) return [];
  const { status, error, duration_ms } = forwarded;
  if (status === undefined) return [red(`not forwarded: ${printable(error ?? "")}`)];
  const isAccepted = status >= 200 && status < 300;
  const answered = (isAccepted ? green : red)(`forwarded: ${status} in ${duration_ms} ms`);
  // That is how an endpoint says that it wants nothing more, ever.
  return status === 410 ? [answered, red("so the webhook is disabled: start anew")] : [answered];
}
