/** Functions of values, by name; as words.py, patterns.py, numerals.py and calendar_functions.py. */

import { DIGESTS } from "./digests.js";
import { DAY, digits, midnight, Moment, moment, NOTHING, number, refuse, text, trimmed, truth } from "./values.js";

const separate = (answer) => answer.split(/[ \t\r\n]+/).filter(Boolean);

const codes = (answer) =>
  typeof answer === "string" ? separate(answer) : refuse("no choices");

const CHOICES = {
  selected(answer, wanted) {
    if (typeof wanted !== "string") refuse("no choice");
    const given = codes(answer);
    return trimmed(wanted) === answer || given.includes(trimmed(wanted));
  },
  "is-selected": (answer, wanted) => CHOICES.selected(answer, wanted),
  "count-selected": (answer) => codes(answer).length,
  "selected-at": (answer, place) => codes(answer)[Math.trunc(number(place)) || 0] ?? "",
  checklist: (least, most, ...answers) =>
    CHOICES["weighted-checklist"](least, most, ...answers.flatMap((answer) => [answer, 1])),
  "weighted-checklist"(least, most, ...pairs) {
    if (pairs.length % 2) refuse("no pairs");
    const found = pairs.reduce(
      (sum, weight, at) => (at % 2 && ["yes", true].includes(pairs[at - 1]) ? sum + number(weight) : sum),
      0,
    );
    const [low, high] = [number(least), number(most)];
    return (low === -1 || found >= low) && (high === -1 || found <= high);
  },
};

const WORD = "\\p{L}\\p{M}\\p{N}\\p{Pc}";
const EDGE = `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`;
const CLASSES = {
  d: "\\p{Nd}",
  w: WORD,
  s: " \\t\\n\\x0b\\f\\r",
  Alpha: "A-Za-z",
  Lower: "a-z",
  Upper: "A-Z",
  Digit: "0-9",
  Alnum: "A-Za-z0-9",
};
const PARTS = /\\[pP](?:\{(?:Is)?(\w+)\}|([A-Z]))|\\(.)|[^]/gu;

/** Whether a pattern of Android's Java fits the whole text. */
function matches(text, pattern) {
  const [, flags = ""] = /^\(\?([iu]+)\)/.exec(pattern) ?? [];
  let open = false;
  let afterClass = false;
  const written = pattern
    .slice(flags && flags.length + 3)
    .replace(PARTS, (whole, long, short, escaped = "") => {
      const name = long ?? short;
      const known = CLASSES[name ?? escaped.toLowerCase()] ?? (name && `\\p{${name}}`);
      const hyphen = afterClass && whole === "-";
      afterClass = known && open;
      if (known) {
        const negated = /^\\[PDWS]/.test(whole);
        if (open && negated) refuse(`no ${whole} in […]`);
        return open ? known : `[${negated ? "^" : ""}${known}]`;
      }
      if (!open && /b/i.test(escaped)) return escaped === "b" ? EDGE : `(?!${EDGE})`;
      if (escaped) {
        return /[a-z\d^$\\.*+?()[\]{}|/]/i.test(escaped) || (open && escaped === "-") ? whole : escaped;
      }
      const was = open;
      if (/[[\]]/.test(whole)) open = whole === "[";
      if (whole === "." && !open) return "[^\\n\\r\\x85\\u2028\\u2029]";
      return hyphen || (whole === "]" && !was) ? `\\${whole}` : whole;
    });
  try {
    return RegExp(`^(?:${written})$`, flags.includes("i") ? "iu" : "u").test(text);
  } catch {
    return refuse(`no pattern: ${pattern}`);
  }
}

const WORDS = {
  string: text,
  concat: (...values) => values.map(text).join(""),
  join: (between, ...values) => values.map(text).join(text(between)),
  "string-length": (value) => [...text(value)].length,
  "normalize-space": (value) => separate(text(value)).join(" "),
  contains: (value, part) => text(value).includes(text(part)),
  "starts-with": (value, part) => text(value).startsWith(text(part)),
  "ends-with": (value, part) => text(value).endsWith(text(part)),
  "substring-before": (value, mark) => text(value).slice(0, Math.max(0, text(value).indexOf(text(mark)))),
  "substring-after": (value, mark) =>
    text(value).includes(text(mark)) ? text(value).slice(text(value).indexOf(text(mark)) + text(mark).length) : "",
  substr(value, start, end = Infinity) {
    const [from, to] = [start, end].map((place) => number(place) || 0);
    return [...text(value)].slice(from, to).join("");
  },
  translate(value, these, by) {
    const [wanted, others] = [[...text(these)], [...text(by)]];
    return [...text(value)]
      .map((sign) => (wanted.includes(sign) ? (others[wanted.indexOf(sign)] ?? "") : sign))
      .join("");
  },
  regex: (value, pattern) => matches(text(value), text(pattern)),
  digest(value, algorithm, encoding = "base64") {
    const [name, how] = [text(algorithm).toLowerCase().replace("-", ""), text(encoding).toLowerCase()];
    if (!DIGESTS[name] || !/^(base64|hex)$/.test(how)) refuse(`no digest ${name}, ${how}`);
    const bytes = DIGESTS[name](text(value));
    if (how === "base64") return btoa(String.fromCharCode(...bytes));
    return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  },
  "base64-decode"(value) {
    if (!/^([a-z\d+/]{4})*([a-z\d+/]{2}==|[a-z\d+/]{3}=)?$/i.test(text(value))) return "";
    const bytes = Uint8Array.from(atob(text(value)), (sign) => sign.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  },
  "boolean-from-string": (value) => /^(true|1)$/i.test(text(value)),
};

const onNumbers =
  (compute) =>
  (...values) =>
    compute(...values.map(number));

const extreme = (choose) =>
  onNumbers((...numbers) => {
    const known = numbers.filter((each) => each === each);
    return known.length ? choose(...known) : NaN;
  });

const NUMBERS = {
  int: onNumbers((value) => Math.trunc(value) + 0),
  round(value, places = 0) {
    const [given, to] = [number(value), number(places)];
    if (!Number.isFinite(given)) return given;
    if (Math.abs(to) > 30) return NaN;
    const shift = Math.trunc(to) || 0;
    const [whole, after = ""] = digits(given, NOTHING).split(".");
    const unit = 10n ** BigInt(Math.max(0, after.length - shift));
    if (unit === 1n) return given;
    const doubled = 2n * BigInt(whole + after) + unit;
    const up = doubled < 0n && doubled % (2n * unit) ? 1n : 0n;
    return Number(`${doubled / (2n * unit) - up}e${-shift}`);
  },
  exp10: onNumbers((value) => 10 ** value),
  pi: () => Math.PI,
  min: extreme(Math.min),
  max: extreme(Math.max),
  negate: onNumbers((value) => -value),
  "+": onNumbers((left, right) => left + right),
  "-": onNumbers((left, right) => left - right),
  "*": onNumbers((left, right) => left * right),
  div: onNumbers((left, right) => left / right),
  mod: onNumbers((left, right) => left % right),
};
for (const name of "abs pow sqrt exp log log10 sin cos tan asin acos atan atan2".split(" ")) {
  NUMBERS[name] = onNumbers(Math[name]);
}

const COMPARISONS = {
  not: (value) => !truth(value),
  "="(left, right) {
    const types = [typeof left, typeof right];
    if (types.includes("boolean")) return truth(left) === truth(right);
    if (!types.includes("number")) return text(left) === text(right);
    return number(left) === number(right) || Math.abs(number(left) - number(right)) < NOTHING;
  },
  "!=": (left, right) => !COMPARISONS["="](left, right),
  "<": (left, right) => number(left) < number(right),
  "<=": (left, right) => number(left) <= number(right),
  ">": (left, right) => number(left) > number(right),
  ">=": (left, right) => number(left) >= number(right),
};

const isEmpty = (value) => value === "" || value !== value;

function asMoment(value) {
  if (value instanceof Moment) return value;
  if (typeof value === "number") return midnight(Math.floor(value));
  return (typeof value === "string" && moment(value)) || refuse(`no date: ${text(value)}`);
}

const SIGNS = {
  "%": () => "%",
  Y: (when) => when.date.slice(0, 4),
  y: (when) => when.date.slice(2, 4),
  m: (when) => when.date.slice(5, 7),
  n: (when) => +SIGNS.m(when),
  b: (when) => when.local.toUTCString().slice(8, 11),
  d: (when) => when.date.slice(8),
  e: (when) => +SIGNS.d(when),
  a: (when) => when.local.toUTCString().slice(0, 3),
  W(when) {
    const thursday = when.day + 4 - (when.local.getUTCDay() || 7);
    const first = new Date(thursday * DAY).setUTCMonth(0, 1) / DAY;
    return Math.floor((thursday - first) / 7) + 1;
  },
  H: (when) => when.time.slice(0, 2),
  h: (when) => +SIGNS.H(when),
  M: (when) => when.time.slice(3, 5),
  S: (when) => when.time.slice(6, 8),
  3: (when) => when.time.slice(9, 12),
};

const CALENDAR = {
  date: (value) => (isEmpty(value) ? value : midnight(asMoment(value).day)),
  "date-time"(value) {
    if (isEmpty(value)) return value;
    return typeof value === "number" ? new Moment(Math.floor(value * DAY + 0.5)) : asMoment(value);
  },
  "decimal-date-time": (value) =>
    isEmpty(value) || typeof value === "number" ? value : asMoment(value).ms / DAY,
  "decimal-time"(value) {
    if (isEmpty(value)) return value;
    if (typeof value === "number") return value - Math.floor(value);
    return ((typeof value === "string" && moment(value, 19723)) || asMoment(value)).fraction;
  },
  "format-date"(value, pattern) {
    if (isEmpty(value)) return "";
    const when = asMoment(value);
    return text(pattern).replace(/%([^]?)/gu, (_, sign) =>
      (SIGNS[sign] ?? refuse(`no format: %${sign}`))(when),
    );
  },
  "format-date-time": (value, pattern) => CALENDAR["format-date"](value, pattern),
};

export const FUNCTIONS = { ...CHOICES, ...WORDS, ...NUMBERS, ...COMPARISONS, ...CALENDAR };
