import { type Concatenation, DFA, isDisjointWith, JS, NFA, type NoParent } from "refa";

/** Larger automata take too long; their patterns count as different. */
const maxNodes = 5_000;

/** Unpaired surrogates are not text: they cannot be written in UTF-8, and I-JSON forbids them (RFC 7493 2.1). */
const wellFormed = "^[^\\ud800-\\udfff]*$";

/** Unpaired surrogates and byte order marks, which many decoders drop. */
export const wellFormedPattern = "^[^\\ud800-\\udfff\\ufeff]*$";

/** Results by patterns, which are compared again wherever they are used. */
const results = new Map<string, boolean>();

/**
 * Whether every text that matches the narrow pattern also matches the wide one, decided with automata. Patterns that are
 * not regular (look-around, unbounded back references) are only within themselves.
 */
export function isPatternWithin(narrow: string, wide: string): boolean {
  return narrow === wide || arePatternsWithin([narrow], [wide]);
}

/** Whether every text that matches all of some patterns also matches one of others. False if that cannot be decided. */
export function arePatternsWithin(all: readonly string[], others: readonly string[]): boolean {
  const key = JSON.stringify([all, others]);
  const known = results.get(key);
  if (known !== undefined) return known;
  const result = decide(all, others);
  results.set(key, result);
  return result;
}

/** Whether a text matches a pattern; `undefined` if the pattern is invalid. */
export function isMatch(pattern: string, text: string): boolean | undefined {
  try {
    return compile(pattern).test(text);
  } catch {
    return undefined;
  }
}

/** Whether a text has no unpaired surrogates and no byte order marks. */
export function isWellFormed(text: string): boolean {
  return isMatch(wellFormedPattern, text) === true;
}

/** Patterns are Unicode (JSON Schema Core 6.4). Many have escapes and braces that only other patterns may have. */
function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return new RegExp(toUnicode(pattern), "u");
  }
}

/** Drops the backslash of `\-` and `\_`, and adds it to a lone `{`, `}` or `]`. */
function toUnicode(pattern: string): string {
  let isInClass = false;
  return pattern.replaceAll(/\\[pPu]\{[^}]*\}|\\[\s\S]|\{\d+(?:,\d*)?\}|[[\]{}]/g, (token) => {
    const wasInClass = isInClass;
    if (token === "[") isInClass = true;
    if (token === "]") isInClass = false;
    const isNeedless = /^\\[^A-Za-z0-9^$\\.*+?()[\]{}|/]$/.test(token) && !(wasInClass && token === "\\-");
    if (isNeedless) return token.slice(1);
    return /^[\]{}]$/.test(token) && !wasInClass ? `\\${token}` : token;
  });
}

/** Whether no text matches both patterns. False if that cannot be decided. */
export function isPatternDisjoint(one: string, other: string): boolean {
  try {
    return isDisjointWith(automaton(one), automaton(other), maxNodes);
  } catch {
    return false;
  }
}

function decide(all: readonly string[], others: readonly string[]): boolean {
  const [first, ...more] = others;
  if (first === undefined) return false;
  try {
    const union = automaton(first);
    for (const other of more) union.union(automaton(other));
    const complement = DFA.fromFA(union, new DFA.LimitedNodeFactory(maxNodes));
    complement.complement();
    let texts = automaton(wellFormed);
    for (const pattern of all) {
      texts = NFA.fromIntersection(texts, automaton(pattern), new NFA.LimitedNodeFactory(maxNodes));
    }
    return isDisjointWith(texts, complement, maxNodes);
  } catch {
    return false;
  }
}

/** Accepts every text that contains a match: patterns of JSON Schema are not anchored. */
function automaton(pattern: string): NFA {
  const { expression, maxCharacter } = JS.Parser.fromLiteral(compile(pattern)).parse({ assertions: "parse" });
  const anything = NFA.all({ maxCharacter });
  const whole = NFA.empty({ maxCharacter });
  for (const alternative of expression.alternatives) {
    const start = isEdge(alternative.elements[0], "behind");
    const end = isEdge(alternative.elements.at(-1), "ahead");
    const elements = alternative.elements.slice(start ? 1 : 0, end ? -1 : undefined);
    const inner: NoParent<Concatenation>[] = [{ type: "Concatenation", elements }];
    const limit = new NFA.LimitedNodeFactory(maxNodes);
    const part = NFA.fromRegex(inner, { maxCharacter }, { assertions: "throw" }, limit);
    if (!start) part.prepend(anything);
    if (!end) part.append(anything);
    whole.union(part);
  }
  return whole;
}

/** `^` and `$`, which the parser represents as "nothing before" and "nothing behind". */
function isEdge(element: Concatenation["elements"][number] | undefined, kind: "ahead" | "behind"): boolean {
  if (element?.type !== "Assertion" || element.kind !== kind || !element.negate) return false;
  const [alternative, ...others] = element.alternatives;
  const [character, ...more] = alternative?.elements ?? [];
  return others.length === 0 && more.length === 0 && character?.type === "CharacterClass" && character.characters.isAll;
}
