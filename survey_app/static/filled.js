/** What answers make of a form, as the server sees it; knows no page and no validity. */

import { compiled, Filling, Form } from "./logic/form.js";
import { each, EvaluationError, Moment, number, typed } from "./logic/values.js";

/** @typedef {Record<string, any>} Answers by item; of a repeat a list of such */

const MOST = 100; // instances of a repeat
const READABLE = {
  integer: /^[+-]?\d{1,9}$/,
  decimal: /^[+-]?(\d{1,15}([.,]\d{0,15})?|[.,]\d{1,15})$/,
};

/** @typedef {(scope: any) => any} Evaluator */
/** @typedef {{name: string, entry: any, asked: boolean}} Place an entry of form.js, and whether it is relevant */

/**
 * What cannot be evaluated is not true and holds nothing.
 * @type {(evaluator: Evaluator, instead: any) => Evaluator}
 */
const guarded = (evaluator, instead) => (scope) => {
  try {
    return evaluator(scope);
  } catch (error) {
    if (error instanceof EvaluationError) return instead;
    throw error;
  }
};

/** A form made ready once. */
export class Questionnaire {
  /** @param {any} plain as logic.plain_form gives it */
  constructor(plain) {
    const form = new Form(plain);
    this.form = form;
    form.relevant = each(form.relevant, (test) => guarded(test, false));
    form.calculation = each(form.calculation, (value, name) => {
      const safe = guarded(value, "");
      if (!plain.kept.includes(name)) return safe;
      return (scope) => {
        const { answer, place } = scope.current;
        return answer ? typed(answer, place.kind) : safe(scope);
      };
    });
    this.count = each(plain.count, (tree) => guarded(compiled(tree), 0));
    this.filter = each(plain.filter, compiled);
  }

  /** @param {string} name */
  isRepeat(name) {
    return this.form.places[name]?.kind === "repeat";
  }

  /**
   * The answers among a page's fields (`con/2/tuoi`); what cannot be read counts as empty.
   * @param {import("./fields.js").Pairs} pairs
   * @returns {Answers}
   */
  answers(pairs) {
    const found = each();
    for (const [path, value] of pairs) {
      const around = path.split("/");
      const name = around.pop() ?? "";
      let level = found;
      while (level && around.length) level = this.instance(level, around.splice(0, 2));
      const kind = this.form.places[name]?.kind;
      if (!level || !kind || /^(form|group|repeat)$/.test(kind)) continue;
      const text = readable(value, kind);
      level[name] = /^(select_multiple|rank)$/.test(kind)
        ? this.several(name, [level[name], text].filter(Boolean).join(" "))
        : level[name] || text;
    }
    return found;
  }

  /** Codes as the server keeps them: in the order of their list, which a page may have shuffled. */
  several(name, codes) {
    const { kind, list } = this.form.places[name];
    const choices = each(this.form.plain.choices)[list];
    if (!choices || kind === "rank") return codes;
    const order = choices.map((choice) => choice.name);
    return codes
      .split(" ")
      .sort((one, other) => order.indexOf(one) - order.indexOf(other))
      .join(" ");
  }

  /**
   * The answers of an instance, made where it is new; null where there can be none.
   * @param {Answers} level
   * @param {string[]} mark repeat and number; without number the repeat may be empty
   */
  instance(level, [repeat, at]) {
    if (!this.isRepeat(repeat)) return null;
    level[repeat] ??= [];
    if (!(+at >= 1 && +at <= MOST)) return null;
    while (level[repeat].length < +at) level[repeat].push(each());
    return level[repeat][+at - 1];
  }

  /** The form with these answers. @param {Answers} answers */
  filled(answers, now = new Moment(Date.now())) {
    for (let round = 0; ; round++) {
      const filling = new Filling(this.form, answers, now);
      const before = (name) => filling.entries(name).map((entry) => ({ stored: entry.answer ?? "" }));
      filling.before = /** @type {any} */ ({ entries: before });
      if (round > 9 || !this.resized(filling.root, answers)) return filling;
    }
  }

  /**
   * Give counted repeats as many instances as are wanted.
   * @param {any} entry of form.js
   * @param {Answers} level the answers in it
   * @returns {boolean} whether that changed anything
   */
  resized(entry, level) {
    let changed = false;
    for (const [name, entries] of Object.entries(entry.children)) {
      if (!this.isRepeat(name)) {
        if (entries[0] && !entries[0].isLeaf) changed = this.resized(entries[0], level) || changed;
        continue;
      }
      if (this.count[name]) {
        const asked = Math.trunc(number(entry.evaluated(this.count[name])) || 0);
        const wanted = Math.max(0, Math.min(asked, MOST));
        changed ||= entries.length !== wanted;
        level[name] = Array.from({ length: wanted }, (_, at) => level[name]?.[at] ?? each());
      }
      entries.forEach((one, at) => {
        if (level[name]?.[at]) changed = this.resized(one, level[name][at]) || changed;
      });
    }
    return changed;
  }

  /**
   * Every place by its path: an item's and group's `con/2/tuoi`, an instance's `con/2/`, a
   * repeat's `con`.
   * @param {Filling} filling
   * @returns {Map<string, Place>}
   */
  places(filling) {
    const found = new Map();
    const walk = (parent, before) => {
      for (const [name, entries] of Object.entries(parent.children)) {
        const path = before + name;
        if (!this.isRepeat(name)) {
          found.set(path, { name, entry: entries[0], asked: entries[0].relevant });
          walk(entries[0], before);
          continue;
        }
        const one =
          entries[0] ?? new parent.constructor(this.form.places[name], filling, {}, parent);
        found.set(path, { name, entry: parent, asked: one.relevant });
        entries.forEach((entry, at) => {
          found.set(`${path}/${at + 1}/`, { name, entry, asked: entry.relevant });
          walk(entry, `${path}/${at + 1}/`);
        });
      }
    };
    walk(filling.root, "");
    return found;
  }

  /** @param {string} path */
  isGroup(path) {
    return this.form.places[path.slice(path.lastIndexOf("/") + 1)]?.kind === "group";
  }

  /** The paths of the groups around a path. @param {string} path @returns {string[]} */
  parts(path) {
    const steps = path.replace(/\/\d+\/$/, "").split("/");
    const found = [];
    for (const { kind, name } of this.form.places[steps.pop() ?? ""]?.around ?? []) {
      if (kind === "repeat") steps.splice(-2);
      else found.push([...steps, name].join("/"));
    }
    return this.isGroup(path) ? [] : found;
  }

  /** The codes that a choice_filter lets through; null where there is none. @param {Place} place */
  offered({ name, entry }) {
    const test = this.filter[name];
    return test ? new Set(guarded(() => entry.filling.filtered(entry, test), [])()) : null;
  }

  /**
   * The words with the answer to every `${name}`, `${#}` being the instance's number.
   * @param {string} words
   * @param {Place} place
   */
  worded(words, { entry }) {
    return words.replace(/\$\{\s*([^{}\s]*)\s*\}/g, (_, name) => {
      if (name === "#") return String(entry.position);
      const place = this.form.places[name];
      if (!place) return "";
      const found = guarded(() => entry.filling.at(entry, entry).find(name)[0]?.stored, "")() ?? "";
      return /^(select_multiple|rank)$/.test(place.kind) ? found.replaceAll(" ", ", ") : found;
    });
  }
}

/** @param {string} value @param {string} kind */
function readable(value, kind) {
  const text = value.normalize().trim();
  const wanted = READABLE[kind === "range" ? "decimal" : kind];
  return wanted && !wanted.test(text) ? "" : wanted ? text.replace("+", "") : text;
}
