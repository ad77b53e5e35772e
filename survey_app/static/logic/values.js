/** The values of expressions as text, number or truth; as questionnaires/values.py. */

import { Moment, parseMoment } from "./moments.js";

/** @typedef {string | number | boolean | Moment} Value */

/** Numbers that differ by less are equal. */
export const NOTHING = 1e-12;

/** An expression that cannot be evaluated with these answers. */
export class EvaluationError extends Error {}

/** @param {Value} value */
export const truth = (value) =>
  typeof value === "number" ? Math.abs(value) >= NOTHING : Boolean(value);

/** @param {string} text */
export const trimmed = (text) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");

/** @param {Value} value @returns {number} */
export function number(value) {
  if (typeof value !== "string") return value instanceof Moment ? value.number : Number(value);
  const text = trimmed(value).replaceAll(",", ".");
  return /^-?(\d+(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : NaN;
}

/** @param {Value} value @returns {string} */
export function text(value) {
  if (value instanceof Moment) return value.text;
  return typeof value === "number" ? digits(value, NOTHING) : String(value);
}

/** Plain digits, never an exponent. @param {number} value @param {number} tolerance */
export function digits(value, tolerance) {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value - Math.trunc(value)) < tolerance) value = Math.trunc(value) + 0;
  const sign = value < 0 ? "-" : "";
  const [mantissa, exponent] = String(Math.abs(value)).split("e");
  if (exponent === undefined) return sign + mantissa;
  const [before, after = ""] = mantissa.split(".");
  const point = Number(exponent);
  if (point < 0) return `${sign}0.${"0".repeat(-point - 1)}${before}${after}`;
  return sign + (before + after).padEnd(point + 1, "0");
}

/** What stands in the submission; null where that is empty. @param {Value} value @param {string} kind */
export function stored(value, kind) {
  if (value instanceof Moment) {
    if (kind === "date") return value.isoDate;
    if (kind === "time" || (value.isTime && kind !== "dateTime")) return value.isoTime;
    return `${value.isoDate}T${value.isoTime}`;
  }
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "string") return value || null;
  if (Number.isNaN(value)) return null;
  return digits(kind === "integer" ? Math.trunc(value) : value, 1e-9);
}

/**
 * A stored answer as expressions see it; "" where there is none.
 * @param {string | number | null | undefined} answer @param {string} kind @param {number} today
 * @returns {Value}
 */
export function typed(answer, kind, today) {
  if (answer === null || answer === undefined || answer === "") return "";
  if (typeof answer === "number") return answer;
  if (/^(integer|decimal|range)$/.test(kind)) return number(answer);
  if (/^(date|dateTime|time)$/.test(kind)) {
    return parseMoment(answer, kind === "time" ? today : null) ?? answer;
  }
  return answer;
}
