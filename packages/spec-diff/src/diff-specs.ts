import { type Change, type Found, gather } from "./change.ts";
import { Document, readFiles } from "./document.ts";
import { compareSurfaces } from "./oasdiff.ts";
import { operationsOf } from "./operation.ts";
import { compareWhole } from "./rules/document.ts";
import { extensions } from "./rules/extensions.ts";
import { parameterStyles } from "./rules/parameters.ts";
import { eventBody, statusRanges } from "./rules/responses.ts";
import type { Rule } from "./rules/rule.ts";
import { schemas } from "./rules/schemas.ts";
import { security } from "./rules/security.ts";
import { sourceOf } from "./source.ts";
import { type Versions, versionsOf } from "./version.ts";

/** What two versions of a spec have for those who use the API. */
export interface SpecDiff {
  readonly base: string;
  readonly head: string;
  readonly versions: Versions;
  /** The breaking ones first. */
  readonly changes: readonly Change[];
}

/** What oasdiff does not judge, or not by who sends and who reads. */
const rules: readonly Rule[] = [schemas, parameterStyles, statusRanges, eventBody, security, extensions];

/**
 * Compares two versions of an OpenAPI 3.1 document: files, or git revisions as `REV:path`.
 *
 * @throws {UnreadableSpecError} when one of them cannot be read, or is not OpenAPI 3.1
 * @example
 * const { changes } = await diffSpecs("HEAD^:specs/webhooks.yaml", "specs/webhooks.yaml");
 * if (changes.some(({ level }) => level === "breaking")) console.log("somebody has to follow");
 */
export async function diffSpecs(base: string, head: string): Promise<SpecDiff> {
  const files = await Promise.all([readFiles(sourceOf(base)), readFiles(sourceOf(head))]);
  const [before, after] = [new Document(files[0]), new Document(files[1])];
  return { base, head, versions: versionsOf(before, after), changes: await diffDocuments(before, after) };
}

/** Compares two documents that have been read. */
export async function diffDocuments(base: Document, head: Document): Promise<readonly Change[]> {
  const [before, after] = [operationsOf(base), operationsOf(head)];
  const found: Found[] = await compareSurfaces(before, after);
  const report = (change: Found) => void found.push(change);
  compareWhole({ base, head }, report);
  for (const [key, operation] of before) {
    const other = after.get(key);
    if (other === undefined) continue;
    for (const rule of rules) rule({ base: operation, head: other }, { base, head }, report);
  }
  return gather(found);
}
