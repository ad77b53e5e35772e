/** Forms being filled and the trees of expressions; as evaluation.py and instance.py. */

import { FUNCTIONS } from "./library.js";
import { each, held, midnight, number, refuse, stored, text, truth, typed } from "./values.js";

/** @typedef {any[]} Tree */
/** @typedef {(scope: Filling) => import("./values.js").Value} Evaluator */

/** @type {(tree: Tree) => Evaluator} */
export const compiled = ([kind, ...operands]) =>
  FORMS[kind]?.(...operands) ??
  lazy((scope, ...each) => FUNCTIONS[kind](...each.map((one) => one(scope))))(...operands);

const lazy =
  (compute) =>
  (...operands) => {
    const evaluators = operands.map(compiled);
    return (scope) => compute(scope, ...evaluators);
  };

const findsNodes = (tree) => /^(item|path|self|\|)$/.test(tree?.[0]);

const finder = ([kind, ...operands]) => {
  if (kind === "item") return (scope) => scope.find(operands[0]);
  if (kind === "|") {
    const finders = operands.map(finder);
    return (scope) => [...new Set(finders.flatMap((find) => find(scope)))];
  }
  if (kind !== "path") return (scope) => [/^(current|root)$/.test(kind) ? scope[kind] : scope.context];
  const [origin, steps] = [finder(operands[0]), operands.slice(1).map(step)];
  return (scope) => steps.reduce((nodes, each) => each(nodes, scope), origin(scope));
};

const step = ([kind, operand]) => {
  if (kind === "child") return (nodes) => nodes.flatMap((node) => node.below(operand));
  if (kind === "up") return (nodes) => [...new Set(nodes.flatMap((node) => node.parent ?? []))];
  if (kind === "self") return (nodes) => nodes;
  const test = compiled(operand);
  return (nodes, scope) =>
    nodes.filter((node, at) => passes(test, scope.at(scope.current, node, at + 1)));
};

/** Whether a predicate or choice_filter keeps what it looks at. */
const passes = (test, scope) => [true, scope.position].includes(test(scope));

/** The value of the one node, "" of none. */
const single = (nodes) =>
  nodes[1] ? refuse("several answers") : (nodes[0]?.value ?? "");

const ofNodes = (compute) => (tree) => {
  const find = finder(tree);
  return (scope) => compute(find(scope));
};

const spread =
  (kind, before = 0) =>
  (...operands) => {
    if (operands.length !== before + 1 || !findsNodes(operands[before])) return undefined;
    const [find, first] = [finder(operands[before]), operands.slice(0, before).map(compiled)];
    return (scope) =>
      FUNCTIONS[kind](...first.map((each) => each(scope)), ...find(scope).map((node) => node.value));
  };

const draw = (below) => crypto.getRandomValues(new Uint32Array(1))[0] % below;

/** @type {Record<string, (...operands: Tree[]) => Evaluator>} */
const FORMS = {
  item: (name) => (scope) => single(scope.find(name)),
  number: (value) => (value.map ? lazy((scope, each) => number(each(scope)))(value) : () => value),
  text: (value) => () => value,
  self: () => (scope) => scope.context.value,
  column: (name) => (scope) => each(scope.choice)[name] ?? "",
  path: (...operands) => ofNodes(single)(["path", ...operands]),
  "|": (...operands) => ofNodes(single)(["|", ...operands]),
  true: () => () => true,
  false: () => () => false,
  and: lazy((scope, left, right) => truth(left(scope)) && truth(right(scope))),
  or: lazy((scope, left, right) => truth(left(scope)) || truth(right(scope))),
  if: lazy((scope, test, then, other) => (truth(test(scope)) ? then : other)(scope)),
  coalesce: lazy((scope, first, second) => {
    const value = first(scope);
    return value === "" || value !== value ? second(scope) : value;
  }),
  once: lazy((scope, value) => scope.kept || value(scope)),
  boolean: (tree) =>
    findsNodes(tree)
      ? ofNodes((nodes) => (nodes[0]?.isLeaf ? truth(single(nodes)) : !!nodes[0]))(tree)
      : lazy((scope, value) => truth(value(scope)))(tree),
  sum: ofNodes((nodes) => nodes.reduce((sum, node) => sum + (number(node.value) || 0), 0)),
  count: ofNodes((nodes) => nodes.length),
  "count-non-empty": ofNodes((nodes) => nodes.filter((node) => node.value !== "").length),
  min: spread("min"),
  max: spread("max"),
  concat: spread("concat"),
  join: spread("join", 1),
  position: (tree) =>
    tree ? ofNodes((nodes) => nodes[0]?.position ?? 0)(tree) : (scope) => scope.position,
  "indexed-repeat": ([, name], ...places) =>
    lazy((scope, ...indexes) =>
      scope.indexed(
        name,
        indexes.map((index, at) => [places[at * 2][1], number(index(scope))]),
      ),
    )(...places.filter((_, at) => at % 2)),
  "jr:choice-name": (operand, [, question]) =>
    lazy((scope, code) => scope.label(question, text(code(scope))))(operand),
  today: () => (scope) => midnight(scope.now.day),
  now: () => (scope) => scope.now,
  version: () => (scope) => scope.form.plain.version,
  random: () => Math.random,
  uuid: lazy((scope, length) => {
    if (!length) {
      return "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () => draw(16).toString(16));
    }
    const wanted = number(length(scope));
    if (!(wanted > 0 && wanted <= 1000)) refuse("no length");
    return Array.from({ length: wanted }, () => draw(36).toString(36)).join("");
  }),
};

export class Form {
  places = each();

  /** @param {any} plain */
  constructor(plain) {
    this.plain = plain;
    this.relevant = each(plain.relevant, compiled);
    this.calculation = each(plain.calculation, compiled);
    this.enter(plain.root, []);
  }

  enter(place, around) {
    place.around = around;
    this.places[place.name] ??= place;
    for (const child of place.children) this.enter(child, [place, ...around]);
  }
}

/** One question, group or repeat instance. */
class Entry {
  children = each();
  known = {};

  constructor(place, filling, answers, parent = null, position = 1) {
    this.place = place;
    this.filling = filling;
    answers = each(answers);
    this.answer = answers[place.name];
    this.parent = parent;
    this.position = position;
    this.calculation = filling.form.calculation[place.name];
    for (const child of place.children) {
      const parts = child.kind === "repeat" ? (answers[child.name] ?? [{}]) : [answers];
      this.children[child.name] = parts.map(
        (part, at) => new Entry(child, filling, part, this, at + 1),
      );
    }
  }

  get isLeaf() {
    return !/^(form|group|repeat)$/.test(this.place.kind);
  }

  get value() {
    const { calculation, filling, place } = this;
    return this.once("value", () =>
      (calculation ? held : typed)(
        calculation ? this.evaluated(calculation) : this.answer,
        place.kind,
        filling.now.day,
      ),
    );
  }

  /** What stands in the submission; null where that is empty. */
  get stored() {
    return this.once("stored", () =>
      stored(this.calculation ? this.evaluated(this.calculation) : this.value, this.place.kind),
    );
  }

  get relevant() {
    return this.once("relevant", () => {
      const test = this.filling.form.relevant[this.place.name];
      return (this.parent?.relevant ?? true) && (!test || truth(this.evaluated(test)));
    });
  }

  evaluated(expression) {
    return expression(this.filling.at(this, this));
  }

  below(name) {
    return (this.children[name] ?? []).filter((entry) => entry.relevant);
  }

  all(place) {
    return Object.values(this.children)
      .flat()
      .flatMap((child) => (child.place === place ? child : child.all(place)));
  }

  /** The relevant entries of a place in this one. */
  reach(place) {
    return [place, ...place.around.slice(0, place.around.indexOf(this.place))].reduceRight(
      (found, each) => found.flatMap((entry) => entry.below(each.name)),
      [this],
    );
  }

  once(what, compute) {
    if (!(what in this.known)) {
      this.known[what] = this;
      this.known[what] = compute();
    }
    if (this.known[what] === this) refuse(`${this.place.name} depends on itself`);
    return this.known[what];
  }
}

/** Answers to a form; the scope of an expression. */
export class Filling {
  position = 1;
  choice = {};

  /** before: the same earlier, for once() */
  constructor(form, answers, now, before) {
    this.form = form;
    this.now = now;
    this.before = before;
    this.root = this.current = this.context = new Entry(form.plain.root, this, answers);
  }

  at(current, context, position = 1, choice = this.choice) {
    return Object.assign(Object.create(this), { current, context, position, choice });
  }

  entries(name) {
    return this.root.all(this.form.places[name]);
  }

  choices(place) {
    return each(this.form.plain.choices)[place.list] ?? [];
  }

  /** The choices that pass a choice_filter. */
  filtered(entry, test) {
    return this.choices(entry.place)
      .filter((choice, at) => passes(test, this.at(entry, entry, at + 1, choice)))
      .map((choice) => choice.name);
  }

  /** In the nearest repeat around both this place and the one named. */
  find(name) {
    const place = this.form.places[name];
    let base = this.context;
    while (base && !(base.place.kind === "repeat" && place.around.includes(base.place))) {
      base = base.parent;
    }
    return (base ?? this.root).reach(place);
  }

  label(question, code) {
    const choices = this.choices(this.form.places[question]);
    return choices.find((choice) => choice.name === code)?.label ?? "";
  }

  indexed(name, places) {
    let base = this.root;
    for (const [repeat, index] of places) {
      const found = base.all(this.form.places[repeat]).filter((entry) => entry.relevant);
      base = found[index >= 1 ? Math.trunc(index) - 1 : 0];
      if (!base) return "";
    }
    return single(base.reach(this.form.places[name]));
  }

  get kept() {
    const { name } = this.current.place;
    return this.before?.entries(name)[this.entries(name).indexOf(this.current)].stored ?? "";
  }
}
