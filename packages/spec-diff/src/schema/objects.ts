import { compareSchemas } from "./compare.ts";
import { both, type Comparison, inside, isRead, label, tell, tellAs } from "./place.ts";
import type { Schema } from "./schema.ts";

/** The properties of an object: those that are described, those that have to be there, and all others. */
export function compareObjects(comparison: Comparison): void {
  const base = viewOf(comparison, comparison.base);
  const head = viewOf(comparison, comparison.head);
  const compare = isRead(comparison) ? compareRead : compareSent;
  // A field may have to be there of which nothing else is said.
  const names = [base, head].map(({ names, required }) => names.union(required));
  for (const name of new Set(names.flatMap((each) => [...each]))) compare(comparison, name, base, head);
  compareOthers(comparison);
}

/** An object as one side sees it: what is `readOnly` is not for those who send, what is `writeOnly` not for those who read. */
interface View {
  readonly schema: Schema;
  readonly names: ReadonlySet<string>;
  readonly required: ReadonlySet<string>;
  readonly hidden: ReadonlySet<string>;
}

function viewOf(comparison: Comparison, schema: Schema): View {
  const keyword = isRead(comparison) ? "readOnly" : "writeOnly";
  const isHidden = (name: string) =>
    schema
      .property(name)
      .keyword(keyword)
      .some(({ value }) => value === true);
  const names = schema.propertyNames;
  const hidden = new Set([...names].filter(isHidden));
  return { schema, names: names.difference(hidden), required: schema.required.difference(hidden), hidden };
}

function compareRead(comparison: Comparison, name: string, base: View, head: View): void {
  const here = property(comparison, name, base, head);
  if (head.required.has(name) && !base.required.has(name)) {
    if (base.names.has(name)) tell(here, "became-required", `${label(here)} is now required`, both(here));
    else tellAs(here, "new-required-request-property", `${label(here)} is new and required`, both(here));
  }
  if (!base.names.has(name) && !head.names.has(name)) return;
  if (head.names.has(name)) {
    // What an open object took under a name that nothing was said of, nobody relies on.
    if (base.names.has(name) || !here.base.isAnything) compareSchemas(here);
  } else if (head.hidden.has(name)) {
    const kind = base.required.has(name) ? "required" : "optional";
    tellAs(
      here,
      `request-${kind}-property-became-read-only`,
      `${label(here)} is now read-only and can no longer be sent`,
      both(here),
    );
  } else if (here.head.isImpossible) {
    tell(here, "removed", `${label(here)} was removed; unknown fields are rejected`, both(here));
  } else if (here.head.isAnything) {
    tell(here, "removed", `${label(here)} was removed; it is ignored when sent`, both(here));
  } else {
    compareSchemas(here);
  }
}

function compareSent(comparison: Comparison, name: string, base: View, head: View): void {
  const here = property(comparison, name, base, head);
  if (!base.names.has(name) && !base.required.has(name)) {
    addSent(comparison, here, name, head);
    return;
  }
  const wasRequired = base.required.has(name);
  if (head.hidden.has(name)) {
    const kind = wasRequired ? "required" : "optional";
    tellAs(
      here,
      `response-${kind}-property-became-write-only`,
      `${label(here)} is now write-only and no longer sent`,
      both(here),
    );
  } else if (here.head.isImpossible ? !here.base.isImpossible : isForgotten(here, name, base, head)) {
    const kind = wasRequired ? "required" : "optional";
    tellAs(here, `response-${kind}-property-removed`, `${label(here)} is no longer sent`, both(here));
  } else {
    if (wasRequired && !head.required.has(name)) {
      tell(here, "became-optional", `${label(here)} can now be absent`, both(comparison, "required"));
    }
    compareSchemas(here);
  }
}

/** Whether a field was described, and nothing is said of it any more. */
function isForgotten({ head: { isAnything } }: Comparison, name: string, base: View, head: View): boolean {
  return isAnything && base.names.has(name) && !head.names.has(name);
}

/** A field that was not described. Readers ignore what they do not know, unless they were told that there is nothing else. */
function addSent(comparison: Comparison, here: Comparison, name: string, head: View): void {
  if (here.base.isImpossible) {
    tellAs(
      here,
      "response-optional-property-added",
      `${label(here)} is new; the old schema did not allow more fields`,
      both(here),
    );
  } else if (!here.base.isAnything) {
    compareSchemas(here);
  } else if (comparison.side === "event" && head.required.has(name)) {
    const advice =
      "Events published before this change do not have the field; receivers must treat it as optional for now.";
    tell(here, "added", `${label(here)} is new and required`, both(here), "warning", advice);
  }
}

/** All properties that nothing is said of by name. */
function compareOthers(comparison: Comparison): void {
  const base = comparison.base.otherProperties;
  const head = comparison.head.otherProperties;
  const here = inside(comparison, base, head, ".*");
  const where = both(comparison, "additionalProperties", "unevaluatedProperties");
  if (isRead(comparison)) {
    if (base.isImpossible) return;
    if (head.isImpossible) {
      tell(comparison, "additional-properties-refused", `${label(comparison)} no longer accepts unknown fields`, where);
    } else {
      compareSchemas(here);
    }
  } else if (base.isImpossible && !head.isImpossible) {
    tell(comparison, "additional-properties-allowed", `${label(comparison)} can now have undocumented fields`, where);
  } else {
    compareSchemas(here);
  }
}

function property(comparison: Comparison, name: string, base: View, head: View): Comparison {
  return inside(comparison, base.schema.property(name), head.schema.property(name), `.${name}`);
}
