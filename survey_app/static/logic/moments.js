/** Dates and times in Vietnam's one zone, UTC+7 in all years; as questionnaires/moments.py. */

export const DAY = 86_400_000;
const ZONE = 7 * 3_600_000;
const DATE = "(\\d{1,4})-(\\d{1,2})-(\\d{1,2})";
const TIME = "(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,3})\\d*)?)?(Z|[+-]\\d{2}(?::?\\d{2})?)?";
const MOMENT = new RegExp(`^${DATE}(?:T${TIME})?$`);
const CLOCK = new RegExp(`^${TIME}$`);

/** @param {number} number @param {number} width */
const padded = (number, width) => String(number).padStart(width, "0");

/** A point in time: milliseconds since 1970 (UTC), or a time of day on some day. */
export class Moment {
  /** @param {number} ms @param {boolean} isTime */
  constructor(ms, isTime = false) {
    this.ms = ms;
    this.isTime = isTime;
  }

  /** Local days since 1970-01-01, with their fraction. */
  get days() {
    return (this.ms + ZONE) / DAY;
  }

  get day() {
    return Math.floor(this.days);
  }

  get fraction() {
    return this.days - this.day;
  }

  /** The local clock as a Date whose UTC parts are ours. */
  get local() {
    return new Date(this.ms + ZONE);
  }

  get isoDate() {
    const { local } = this;
    return `${padded(local.getUTCFullYear(), 4)}-${padded(local.getUTCMonth() + 1, 2)}-${padded(local.getUTCDate(), 2)}`;
  }

  get isoTime() {
    const { local } = this;
    const clock = [local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()];
    return `${clock.map((part) => padded(part, 2)).join(":")}.${padded(local.getUTCMilliseconds(), 3)}+07:00`;
  }

  get text() {
    return this.isTime ? this.isoTime : this.isoDate;
  }

  get number() {
    return this.isTime ? this.fraction : this.day;
  }
}

/** The midnight that opens a local day; null outside the years 1 to 9999. @param {number} day */
export const midnight = (day) =>
  day >= -719162 && day <= 2932896 ? new Moment(day * DAY - ZONE) : null;

/**
 * A date, or date and time, in ISO form; with `today` also a time alone. Null where it is none.
 * @param {string} text @param {number | null} today
 */
export function parseMoment(text, today = null) {
  const clock = today === null ? null : CLOCK.exec(text);
  if (clock) return at(today ?? 0, clock.slice(1), true);
  const match = MOMENT.exec(text);
  if (!match) return null;
  const [year, month, day] = match.slice(1, 4).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (!year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  const whole = date.getTime() / DAY;
  return match[4] === undefined ? midnight(whole) : at(whole, match.slice(4), false);
}

/** @param {number} day @param {(string | undefined)[]} clock @param {boolean} isTime */
function at(day, clock, isTime) {
  const [hours, minutes, seconds] = clock.slice(0, 3).map((part) => Number(part ?? 0));
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  const thousandths = Number((clock[3] ?? "").padEnd(3, "0"));
  const ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths;
  const moment = new Moment(day * DAY + ms - offset(clock[4]), isTime);
  return midnight(moment.day) && moment;
}

/** @param {string | undefined} zone */
function offset(zone) {
  if (zone === undefined) return ZONE;
  if (zone === "Z") return 0;
  const digits = zone.slice(1).replace(":", "").padEnd(4, "0");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone[0] === "+" ? minutes * 60_000 : minutes * -60_000;
}
