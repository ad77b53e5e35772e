/** The values of expressions; as values.py and moments.py. */

/** @typedef {string | number | boolean | Moment} Value */

export const DAY = 864e5;
const ZONE = 252e5; // UTC+7 in all years
const CLOCK = "(\\d\\d?):(\\d\\d)(?::(\\d\\d)(\\.\\d+)?)?(?:(Z)|([+-])(\\d\\d):?(\\d\\d)?)?";
const TIME = RegExp(`^()()()${CLOCK}$`);
const DATE = RegExp(`^(\\d{1,4})-(\\d\\d?)-(\\d\\d?)(?:T${CLOCK})?$`);

export const NOTHING = 1e-12; // numbers that differ by less are equal

/** By name, with nothing that all objects have: an item may be called `constructor`. */
export function each(record, change = (one, name) => one) {
  const made = Object.create(null);
  for (const name in record) made[name] = change(record[name], name);
  return made;
}

export class EvaluationError extends Error {}

/** @param {string} why @returns {never} */
export function refuse(why) {
  throw new EvaluationError(why);
}

/** Milliseconds since 1970, UTC. */
export class Moment {
  /** @param {number} ms */
  constructor(ms, isTime = false) {
    this.ms = ms;
    this.isTime = isTime;
    const days = (ms + ZONE) / DAY;
    this.day = Math.floor(days);
    this.fraction = days - this.day;
    if (!(this.day > -719163 && this.day < 2932897)) refuse("no date");
    this.local = new Date(ms + ZONE);
    this.iso = this.local.toISOString().slice(0, -1) + "+07:00";
    this.date = this.iso.slice(0, 10);
    this.time = this.iso.slice(11);
  }
}

/** @param {number} day */
export const midnight = (day) => new Moment(day * DAY - ZONE);

/** Of ISO text; with `today` also a time alone. */
export function moment(text, today) {
  const alone = today !== undefined && TIME.exec(text);
  const found = alone || DATE.exec(text);
  if (!found) return null;
  const [, year, month, day, hours = 0, minutes = 0, seconds = 0, part = 0, utc, sign, h, m = 0] = found;
  const start = alone
    ? today * DAY
    : Date.parse([year.padStart(4, "0"), month.padStart(2, "0"), day.padStart(2, "0")].join("-"));
  if (+hours > 23 || +minutes > 59 || +seconds > 59) return null;
  if (!alone && new Date(start).getUTCDate() !== +day) return null;
  const clock = ((+hours * 60 + +minutes) * 60 + +seconds + +part) * 1e3 + 1e-4;
  const offset = sign ? +`${sign}6e4` * (+h * 60 + +m) : utc ? 0 : ZONE;
  return new Moment(start + Math.floor(clock) - offset, !!alone);
}

export const truth = (value) => (typeof value === "number" ? Math.abs(value) >= NOTHING : !!value);

export const trimmed = (text) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");

/** @param {Value} value */
export function number(value) {
  if (value instanceof Moment) return value.isTime ? value.fraction : value.day;
  if (typeof value !== "string") return +value;
  const text = trimmed(value).replaceAll(",", ".");
  return /^-?(\d+(\.\d*)?|\.\d+)$/.test(text) ? +text : NaN;
}

/** @param {Value} value */
export function text(value) {
  if (value instanceof Moment) return value.isTime ? value.time : value.date;
  return typeof value === "number" ? digits(value, NOTHING) : String(value);
}

export function digits(value, tolerance) {
  const whole = Math.trunc(value);
  const [mantissa, exponent] = String(Math.abs(value - whole) < tolerance ? whole : value).split("e");
  if (!exponent) return mantissa;
  const [, sign, before, after = ""] = /(-?)(\d)\.?(\d*)/.exec(mantissa) ?? [];
  return +exponent < 0
    ? `${sign}0.${"0".repeat(-exponent - 1)}${before}${after}`
    : sign + (before + after).padEnd(+exponent + 1, "0");
}

/** As submitted; null where empty. @param {Value} value @param {string} kind */
export function stored(value, kind) {
  if (value instanceof Moment) {
    if (kind === "date") return value.date;
    return kind === "time" || (value.isTime && kind !== "dateTime") ? value.time : value.iso;
  }
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "string") return value || null;
  return value === value ? digits(kind === "integer" ? Math.trunc(value) : value, 1e-9) : null;
}

export function held(value, kind, today) {
  const kept = stored(value, kind);
  if (kept && /number|boolean/.test(typeof value)) return +kept;
  return kept && value instanceof Moment && !/^(date|time)$/.test(kind) ? value : typed(kept, kind, today);
}

/** An answer as expressions see it. @returns {Value} */
export function typed(answer, kind, today) {
  if (typeof answer !== "string" || !answer) return answer ?? "";
  if (/^(integer|decimal|range)$/.test(kind)) return number(answer);
  if (kind === "time") return moment(answer, today) ?? answer;
  return (/^date/.test(kind) && moment(answer)) || answer;
}
