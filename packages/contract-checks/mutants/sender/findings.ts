/** What the checks say about each faulty sender. It is reviewed in `findings.txt`. */
import { readFile, writeFile } from "node:fs/promises";
import type { Finding } from "../../src/run/check.ts";
import type { SenderMutant } from "./mutant.ts";

const file = new URL("findings.txt", import.meta.url);

/** What differs from run to run. */
const random: readonly [RegExp, string][] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, "<uuid>"],
  [/agent-webhooks-contract-[^/\s"]+/g, "<marker>"],
  [/(evt|wh|dlv)_\w+/gi, "<id>"],
  [/[\w+/-]{20,}={0,2}(?![\w…])/g, "<base64>"],
  [/\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)/g, "<time>"],
  [/\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT/g, "<date>"],
  [/\d{10,}(\.\d+)?/g, "<number>"],
  [/(?<=127\.0\.0\.1:)\d+/g, "<port>"],
  // The end of a text that was cut.
  [/…[0-9a-f]{6,}/g, "…"],
  [/\d[\d,.]*(?= (s|ms|bytes|requests|events|attempts)\b)/g, "N"],
  [/\n\s*/g, " "],
  [/N requests, the first one (?=N s later)/g, "a request "],
];

const prefixOf = ({ class: name, id }: SenderMutant) => `${name}/${id}: `;

/** What the check that has to find a mutant says about it, a line for each different finding. */
export function describeFindings(mutant: SenderMutant, findings: readonly Finding[]): string[] {
  const texts = findings
    .filter(({ check }) => check === mutant.kills)
    .map(({ message, expected, got }) => `${message}; expected: ${expected}; got: ${got}`)
    .map((text) => random.reduce((replaced, [pattern, to]) => replaced.replaceAll(pattern, to), text));
  return [...new Set(texts)].toSorted().map((text) => prefixOf(mutant) + text);
}

/** The same as it was reviewed. */
export async function reviewedFindings(mutant: SenderMutant): Promise<string[]> {
  const lines = (await readFile(file, "utf8")).split("\n");
  return lines.filter((line) => line.startsWith(prefixOf(mutant)));
}

export function writeFindings(lines: readonly string[]): Promise<void> {
  return writeFile(file, `${lines.join("\n")}\n`);
}
