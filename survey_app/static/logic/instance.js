/** A form while it is being filled: values and relevance when asked for; as instance.py. */

import { compiled, passes } from "./evaluation.js";
import { EvaluationError, stored, truth, typed } from "./values.js";

/** @typedef {import("./values.js").Value} Value */
/** @typedef {import("./moments.js").Moment} Moment */
/** @typedef {import("./evaluation.js").Evaluator} Evaluator */
/** @typedef {Record<string, string>} Choice */
/** @typedef {{name: string, kind: string, list: string, children: Place[], parent?: Place}} Place */
/**
 * @typedef {object} PlainForm a form as the server sends it, expressions as trees by name
 * @property {Place} root
 * @property {Record<string, Choice[]>} choices
 * @property {string} version
 * @property {Record<string, any[]>} relevant
 * @property {Record<string, any[]>} calculation
 */

/** A form's places and what its columns ask of them. */
export class Form {
  /** @param {PlainForm} plain */
  constructor(plain) {
    this.root = plain.root;
    this.choices = plain.choices;
    this.version = plain.version;
    this.relevant = each(plain.relevant);
    this.calculation = each(plain.calculation);
    /** @type {Map<string, Place>} */
    this.places = new Map();
    this.name(this.root);
  }

  /** @param {Place} place */
  name(place) {
    for (const child of place.children) {
      child.parent = place;
      if (!this.places.has(child.name)) this.places.set(child.name, child);
      this.name(child);
    }
  }

  /** @param {string} name */
  place(name) {
    return /** @type {Place} */ (this.places.get(name));
  }
}

/** @param {Record<string, any[]>} trees */
const each = (trees) =>
  new Map(Object.entries(trees).map(([name, tree]) => [name, compiled(tree)]));

/** One question, group or repeat instance. */
export class Entry {
  /** @type {any} */ answer = null;
  /** @type {Map<string, Entry[]>} */ children = new Map();
  /** @type {Value | undefined} */ #value;
  /** @type {boolean | undefined} */ #relevant;
  #busy = false;

  /** @param {Place} place @param {Filling} filling @param {Entry | null} parent @param {number} position */
  constructor(place, filling, parent, position) {
    this.place = place;
    this.filling = filling;
    this.parent = parent;
    this.position = position;
  }

  get isLeaf() {
    return !["form", "group", "repeat"].includes(this.place.kind);
  }

  get value() {
    this.#value ??= this.#typed(
      this.filling.form.calculation.has(this.place.name) ? this.stored() : this.answer,
    );
    return this.#value;
  }

  /** What stands in the submission; null where that is empty. */
  stored() {
    const calculation = this.filling.form.calculation.get(this.place.name);
    return stored(
      calculation ? this.#alone(calculation) : this.#typed(this.answer),
      this.place.kind,
    );
  }

  get relevant() {
    if (this.#relevant === undefined) {
      const test = this.filling.form.relevant.get(this.place.name);
      this.#relevant = (this.parent?.relevant ?? true) && (!test || truth(this.#alone(test)));
    }
    return this.#relevant;
  }

  /** @param {Evaluator} expression */
  evaluated(expression) {
    return expression(new Standing(this, this));
  }

  /** The relevant entries of this name in it. @param {string} name */
  below(name) {
    return (this.children.get(name) ?? []).filter((entry) => entry.relevant);
  }

  /** All entries of a place under this one. @param {Place} place @returns {Entry[]} */
  allBelow(place) {
    return [...this.children.values()]
      .flat()
      .flatMap((child) => (child.place === place ? child : child.allBelow(place)));
  }

  /** @param {any} answer */
  #typed(answer) {
    return typed(answer, this.place.kind, this.filling.now.day);
  }

  /** @param {Evaluator} expression */
  #alone(expression) {
    if (this.#busy) {
      throw new EvaluationError(`${this.place.name} depends, in a circle, on itself`);
    }
    this.#busy = true;
    const value = this.evaluated(expression);
    this.#busy = false;
    return value;
  }
}

/** A form with these answers at this time; a repeat that is not mentioned has one instance. */
export class Filling {
  /** @param {Form} form @param {any} answers @param {Moment} now @param {Filling | null} before as it was, for once() */
  constructor(form, answers, now, before = null) {
    this.form = form;
    this.now = now;
    this.before = before;
    this.root = this.#made(form.root, answers, null, 1);
  }

  /** All entries of this name, in order. @param {string} name */
  entries(name) {
    return this.root.allBelow(this.form.place(name));
  }

  /** The codes of the choices that pass a choice_filter. @param {Entry} entry @param {Evaluator} test */
  filtered(entry, test) {
    const choices = this.form.choices[entry.place.list] ?? [];
    return choices
      .filter((choice, at) => passes(test, new Standing(entry, entry, at + 1, choice)))
      .map((choice) => choice.name);
  }

  /** @param {Place} place @param {any} answers @param {Entry | null} parent @param {number} position */
  #made(place, answers, parent, position) {
    const entry = new Entry(place, this, parent, position);
    if (entry.isLeaf) entry.answer = answers[place.name];
    for (const child of place.children) {
      const parts = child.kind === "repeat" ? (answers[child.name] ?? [{}]) : [answers];
      entry.children.set(
        child.name,
        parts.map((/** @type {any} */ part, /** @type {number} */ at) =>
          this.#made(child, part, entry, at + 1),
        ),
      );
    }
    return entry;
  }
}

/** The scope of an expression: where it stands, and the choice it looks at. */
export class Standing {
  /** @param {Entry} current @param {Entry} context @param {number} position @param {Choice | null} choice */
  constructor(current, context, position = 1, choice = null) {
    this.current = current;
    this.context = context;
    this.position = position;
    this.choice = choice;
  }

  get filling() {
    return this.current.filling;
  }

  get now() {
    return this.filling.now;
  }

  get root() {
    return this.filling.root;
  }

  get version() {
    return this.filling.form.version;
  }

  /** @param {string} name */
  value(name) {
    const found = this.find(name);
    if (found.length > 1) {
      throw new EvaluationError(`one answer to ${name} is needed where the repeat has several`);
    }
    return found[0]?.value ?? "";
  }

  /** Within the nearest repeat instance around both this place and the one named. @param {string} name */
  find(name) {
    const place = this.filling.form.place(name);
    const around = enclosing(place);
    /** @type {Entry | null} */
    let base = this.context;
    while (base && !(base.place.kind === "repeat" && around.includes(base.place))) {
      base = base.parent;
    }
    return below(base ?? this.root, place);
  }

  /** @param {Entry} node @param {number} position */
  at(node, position) {
    return new Standing(this.current, node, position, this.choice);
  }

  /** @param {string} question @param {string} code */
  label(question, code) {
    const { form } = this.filling;
    const choices = form.choices[form.place(question).list] ?? [];
    return choices.find((choice) => choice.name === code)?.label ?? "";
  }

  /** @param {string} name @param {[string, number][]} places */
  indexed(name, places) {
    const { form } = this.filling;
    let base = this.root;
    for (const [repeat, place] of places) {
      const found = base.allBelow(form.place(repeat)).filter((entry) => entry.relevant);
      const at = place >= 1 ? Math.trunc(place) : 1;
      if (at > found.length) return "";
      base = found[at - 1];
    }
    const found = below(base, form.place(name));
    if (found.length > 1) {
      throw new EvaluationError("indexed-repeat needs the index of every repeat");
    }
    return found[0]?.value ?? "";
  }

  /** What the question held before it was calculated. */
  kept() {
    const { before } = this.filling;
    if (!before) return "";
    const { name } = this.current.place;
    return before.entries(name)[this.filling.entries(name).indexOf(this.current)].stored() ?? "";
  }
}

/** The places around one, the nearest first. @param {Place} place */
function enclosing(place) {
  const found = [];
  for (let up = place.parent; up; up = up.parent) found.push(up);
  return found;
}

/** The relevant entries of a place below one around it. @param {Entry} base @param {Place} place */
function below(base, place) {
  const around = enclosing(place);
  const steps = [place, ...around.slice(0, around.indexOf(base.place))].reverse();
  return steps.reduce(
    (found, step) => found.flatMap((entry) => entry.below(step.name)),
    [base],
  );
}
