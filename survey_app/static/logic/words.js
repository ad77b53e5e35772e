/** Functions on text and on the choices of a select; as questionnaires/words.py. */

import { DIGESTS } from "./digests.js";
import { matches } from "./patterns.js";
import { EvaluationError, number, text, trimmed } from "./values.js";

/** @typedef {import("./values.js").Value} Value */

/** @param {string} answer */
const separate = (answer) => answer.split(/[ \t\r\n]+/).filter(Boolean);

/** @param {Value} answer */
function codes(answer) {
  if (typeof answer !== "string") throw new EvaluationError("a number or date holds no choices");
  return separate(answer);
}

/** @param {Value} answer @param {Value} wanted */
function selected(answer, wanted) {
  if (typeof wanted !== "string" || typeof answer !== "string") {
    throw new EvaluationError("selected() takes a select and a choice in quotes");
  }
  const code = trimmed(wanted);
  return code === answer || separate(answer).includes(code);
}

/** @param {Value} answer @param {Value} place */
const selectedAt = (answer, place) => codes(answer)[Math.trunc(number(place))] ?? "";

/** @param {Value} value @param {Value} start @param {Value} [end] */
function substr(value, start, end) {
  const given = [...text(value)];
  /** @param {Value} place */
  const index = (place) => {
    const whole = Math.trunc(number(place)) || 0;
    return Math.max(0, Math.min(given.length, whole < 0 ? whole + given.length : whole));
  };
  return given.slice(index(start), end === undefined ? given.length : index(end)).join("");
}

/** @param {Value} value @param {Value} these @param {Value} by */
function translate(value, these, by) {
  const wanted = [...text(these)];
  const others = [...text(by)];
  return [...text(value)]
    .map((character) => {
      const place = wanted.indexOf(character);
      return place < 0 ? character : (others[place] ?? "");
    })
    .join("");
}

/** @param {number[]} bytes */
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));

/** @param {Value} value @param {Value} algorithm @param {Value} encoding */
function digest(value, algorithm, encoding = "base64") {
  const name = text(algorithm).toLowerCase();
  const how = text(encoding).toLowerCase();
  if (!Object.hasOwn(DIGESTS, name) || !/^(base64|hex)$/.test(how)) {
    throw new EvaluationError(`digest() knows no ${name} in ${how}`);
  }
  const bytes = DIGESTS[name](new TextEncoder().encode(text(value)));
  if (how === "base64") return base64(bytes);
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Value} value */
function base64Decode(value) {
  const given = text(value);
  if (!/^([\w+/]{4})*([\w+/]{2}==|[\w+/]{3}=)?$/.test(given) || given.includes("_")) {
    throw new EvaluationError("base64-decode() was given no base64");
  }
  const bytes = Uint8Array.from(atob(given), (character) => character.charCodeAt(0));
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** @param {Value} answer */
const isYes = (answer) => answer === "yes" || answer === true;

/** @param {number} found @param {Value} least @param {Value} most */
function within(found, least, most) {
  const low = number(least);
  const high = number(most);
  return (low === -1 || found >= low) && (high === -1 || found <= high);
}

/** @param {Value} least @param {Value} most @param {Value[]} pairs */
function weightedChecklist(least, most, ...pairs) {
  if (pairs.length % 2) {
    throw new EvaluationError("weighted-checklist() takes pairs of answer and weight");
  }
  let found = 0;
  for (let index = 0; index < pairs.length; index += 2) {
    if (isYes(pairs[index])) found += number(pairs[index + 1]);
  }
  return within(found, least, most);
}

/** @param {Value} value @param {Value} mark @returns {[string, string]} */
function split(value, mark) {
  const given = text(value);
  const sought = text(mark);
  const place = given.indexOf(sought);
  return place < 0 ? ["", ""] : [given.slice(0, place), given.slice(place + sought.length)];
}

/** @type {Record<string, (...values: any[]) => Value>} */
export const WORDS = {
  string: text,
  concat: (...values) => values.map(text).join(""),
  join: (between, ...values) => values.map(text).join(text(between)),
  "string-length": (value) => [...text(value)].length,
  "normalize-space": (value) => separate(text(value)).join(" "),
  contains: (value, part) => text(value).includes(text(part)),
  "starts-with": (value, part) => text(value).startsWith(text(part)),
  "ends-with": (value, part) => text(value).endsWith(text(part)),
  "substring-before": (value, mark) => split(value, mark)[0],
  "substring-after": (value, mark) => split(value, mark)[1],
  substr,
  translate,
  regex: (value, pattern) => matches(text(value), text(pattern)),
  digest,
  "base64-decode": base64Decode,
  "boolean-from-string": (value) => /^(true|1)$/i.test(text(value)),
  selected,
  "is-selected": selected,
  "count-selected": (answer) => codes(answer).length,
  "selected-at": selectedAt,
  checklist: (least, most, ...answers) => within(answers.filter(isYes).length, least, most),
  "weighted-checklist": weightedChecklist,
};
