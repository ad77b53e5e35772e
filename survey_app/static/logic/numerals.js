/** Functions on numbers; as questionnaires/numerals.py. */

import { digits, NOTHING, number } from "./values.js";

/** @typedef {import("./values.js").Value} Value */

/** Halves go up, told by the decimal digits. @param {Value} value @param {Value} places */
function rounded(value, places = 0) {
  const given = number(value);
  const to = number(places);
  if (!Number.isFinite(given)) return given;
  if (Math.abs(to) > 30) return NaN;
  const shift = Math.trunc(to) || 0;
  const [whole, after = ""] = digits(given, NOTHING).split(".");
  const beyond = after.length - shift;
  if (beyond <= 0) return Number(`${whole}.${after}`);
  const unit = 10n ** BigInt(beyond);
  const doubled = 2n * BigInt(whole + after) + unit;
  const down = doubled / (2n * unit);
  const floor = doubled < 0n && doubled % (2n * unit) ? down - 1n : down;
  return Number(`${floor}e${-shift}`);
}

/** @param {Value[]} values @param {(...numbers: number[]) => number} choose */
export function extreme(values, choose) {
  const numbers = values.map(number).filter((each) => !Number.isNaN(each));
  return numbers.length ? choose(...numbers) : NaN;
}

/** @param {(...numbers: number[]) => number} compute */
export const onNumbers =
  (compute) =>
  /** @param {Value[]} values */
  (...values) =>
    compute(...values.map(number));

/** @type {Record<string, (...values: any[]) => Value>} */
export const MATHEMATICS = {
  int: onNumbers((value) => Math.trunc(value) + 0),
  round: rounded,
  exp10: onNumbers((value) => 10 ** value),
  pi: () => Math.PI,
};
for (const name of /** @type {const} */ (
  ["abs", "pow", "sqrt", "exp", "log", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "atan2"]
)) {
  MATHEMATICS[name] = onNumbers(/** @type {any} */ (Math[name]));
}
