/** Functions on dates and times; as questionnaires/calendar_functions.py. */

import { DAY, midnight, Moment, parseMoment } from "./moments.js";
import { EvaluationError, text } from "./values.js";

/** @typedef {import("./values.js").Value} Value */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** @param {Value} value */
const isEmpty = (value) => value === "" || Number.isNaN(value);

/** @param {Moment | null} moment @param {Value} value */
function needed(moment, value) {
  if (!moment) throw new EvaluationError(`${text(value)} is no date`);
  return moment;
}

/** Null where the value is empty. @param {Value} value */
function asMoment(value) {
  if (value instanceof Moment) return value;
  if (isEmpty(value)) return null;
  if (typeof value === "number") return needed(midnight(Math.floor(value)), value);
  return needed(typeof value === "string" ? parseMoment(value) : null, value);
}

/** @param {Value} value */
function date(value) {
  const moment = asMoment(value);
  return moment ? needed(midnight(moment.day), value) : value;
}

/** Of a number the moment whose decimal-date-time() it is. @param {Value} value */
function dateTime(value) {
  if (typeof value !== "number" || !Number.isFinite(value)) return asMoment(value) ?? value;
  const moment = new Moment(Math.floor(value * DAY + 0.5));
  needed(midnight(moment.day), value);
  return moment;
}

/** @param {Value} value */
function decimalDateTime(value) {
  if (isEmpty(value) || typeof value === "number") return value;
  return needed(asMoment(value), value).ms / DAY;
}

/** @param {Value} value */
function decimalTime(value) {
  if (isEmpty(value)) return value;
  if (typeof value === "number") return value - Math.floor(value);
  const clock = typeof value === "string" ? parseMoment(value, 19723) : null;
  return (clock ?? needed(asMoment(value), value)).fraction;
}

/** The ISO week. @param {Moment} moment */
function week(moment) {
  const thursday = moment.day + 3 - ((((moment.day + 3) % 7) + 7) % 7);
  const year = new Date(thursday * DAY).getUTCFullYear();
  const first = new Date(0).setUTCFullYear(year, 0, 1) / DAY;
  return String(Math.floor((thursday - first) / 7) + 1);
}

/** @type {Record<string, (moment: Moment) => string | number>} */
const SIGNS = {
  "%": () => "%",
  Y: (moment) => moment.isoDate.slice(0, 4),
  y: (moment) => moment.isoDate.slice(2, 4),
  m: (moment) => moment.isoDate.slice(5, 7),
  n: (moment) => Number(moment.isoDate.slice(5, 7)),
  b: (moment) => MONTHS[moment.local.getUTCMonth()],
  d: (moment) => moment.isoDate.slice(8),
  e: (moment) => Number(moment.isoDate.slice(8)),
  a: (moment) => WEEKDAYS[moment.local.getUTCDay()],
  W: week,
  H: (moment) => moment.isoTime.slice(0, 2),
  h: (moment) => Number(moment.isoTime.slice(0, 2)),
  M: (moment) => moment.isoTime.slice(3, 5),
  S: (moment) => moment.isoTime.slice(6, 8),
  3: (moment) => moment.isoTime.slice(9, 12),
};

/** @param {Value} value @param {Value} pattern */
function formatted(value, pattern) {
  const moment = asMoment(value);
  if (!moment) return "";
  return text(pattern).replace(/%(.?)/gsu, (_, /** @type {string} */ sign) => {
    if (!Object.hasOwn(SIGNS, sign)) throw new EvaluationError(`format-date cannot write %${sign}`);
    return String(SIGNS[sign](moment));
  });
}

/** @type {Record<string, (...values: any[]) => Value>} */
export const CALENDAR = {
  date,
  "date-time": dateTime,
  "decimal-date-time": decimalDateTime,
  "decimal-time": decimalTime,
  "format-date": formatted,
  "format-date-time": formatted,
};
