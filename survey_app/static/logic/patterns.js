/** Regular expressions as Android's Java reads them; as questionnaires/patterns.py. */

import { EvaluationError } from "./values.js";

const SPACE = " \\t\\n\\x0b\\f\\r";
const WORD = "\\p{L}\\p{M}\\p{N}\\p{Pc}";
/** @type {Record<string, string>} */
const CLASSES = { d: "\\p{Nd}", w: WORD, s: SPACE };
/** @type {Record<string, string>} */
const NAMED = {
  Alpha: "A-Za-z",
  Lower: "a-z",
  Upper: "A-Z",
  Digit: "0-9",
  Alnum: "A-Za-z0-9",
  Punct: "!-\\/:-@\\[-`\\{-~",
  Space: SPACE,
};
const PARTS =
  /\\[pP]\{(?<long>\w+)\}|\\[pP](?<short>[A-Z])|\\(?<escape>.)|\(\?(?<flags>[a-z]+)\)|(?<group>\(\?(?:[:=!]|<[=!])|\()|(?<quantifier>(?:[*+?]|\{\d+(?:,\d*)?\})[?+]?)|(?<any>.)/gsu;

/** @param {string} what @returns {never} */
function refuse(what) {
  throw new EvaluationError(`${what} is not supported in a pattern`);
}

/** @type {Map<string, RegExp>} */
const known = new Map();

/** Whether the pattern fits the whole text. @param {string} text @param {string} pattern */
export function matches(text, pattern) {
  let found = known.get(pattern);
  if (!found) known.set(pattern, (found = translated(pattern)));
  return found.test(text);
}

/** @param {string} pattern */
function translated(pattern) {
  if (/(?<!\\)\[\^?\]/.test(pattern)) refuse("[]");
  const opening = /^\(\?([iu]+)\)/.exec(pattern);
  let written = "";
  let inside = false;
  let afterClass = false;
  for (const part of pattern.slice(opening?.[0].length ?? 0).matchAll(PARTS)) {
    const isClass = /^\\[pPdDwWsS]/.test(part[0]);
    written += inside && afterClass && part[0] === "-" ? "\\-" : piece(part, inside);
    if (part[0] === (inside ? "]" : "[")) inside = !inside;
    afterClass = isClass;
  }
  try {
    return new RegExp(`^(?:${written})$`, opening?.[1].includes("i") ? "iu" : "u");
  } catch (error) {
    throw new EvaluationError(`the pattern ${pattern} cannot be read: ${error}`);
  }
}

/** @param {RegExpMatchArray} part @param {boolean} inside */
function piece(part, inside) {
  const whole = part[0];
  const { long, short, escape, flags, quantifier } = part.groups ?? {};
  if (long ?? short) return bracketed(property(long ?? short), whole[1] === "P", inside);
  if (escape) return escaped(escape, inside);
  if (inside) return whole === "[" || whole.startsWith("&&") ? refuse(whole) : whole;
  if (flags || (quantifier?.length > 1 && whole.endsWith("+"))) refuse(whole);
  if (whole === "{") refuse(whole);
  if (whole === "}" || whole === "]") return `\\${whole}`;
  return whole === "." ? "[^\\n\\r\\x85\\u2028\\u2029]" : whole;
}

/** @param {string} character @param {boolean} inside */
function escaped(character, inside) {
  const lower = character.toLowerCase();
  if (Object.hasOwn(CLASSES, lower)) return bracketed(CLASSES[lower], character !== lower, inside);
  if (lower === "b" && !inside) {
    const edge = `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`;
    return character === "b" ? edge : `(?!${edge})`;
  }
  if (/[tnrf0-9]/.test(character)) return `\\${character}`;
  if (/[a-zA-Z]/.test(character)) refuse(`\\${character}`);
  return /[\^$\\.*+?()[\]{}|/]/.test(character) || (inside && character === "-")
    ? `\\${character}`
    : character;
}

/** @param {string} ranges @param {boolean} negated @param {boolean} inside */
function bracketed(ranges, negated, inside) {
  if (inside && negated) refuse("[^…] in […]");
  return inside ? ranges : `[${negated ? "^" : ""}${ranges}]`;
}

/** @param {string} name */
function property(name) {
  if (Object.hasOwn(NAMED, name)) return NAMED[name];
  const bare = name.replace(/^Is/, "");
  return /^[LMNPSZC][a-z]?$/.test(bare) ? `\\p{${bare}}` : refuse(`\\p{${name}}`);
}
