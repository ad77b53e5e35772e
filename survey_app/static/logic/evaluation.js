/** A tree of questionnaires/expressions.py as a function of the answers; as evaluation.py. */

import { CALENDAR } from "./calendar.js";
import { midnight } from "./moments.js";
import { extreme, MATHEMATICS, onNumbers } from "./numerals.js";
import { EvaluationError, NOTHING, number, text, truth } from "./values.js";
import { WORDS } from "./words.js";

/** @typedef {import("./values.js").Value} Value */
/** @typedef {any[]} Tree an operator, function or kind, then its operands */
/** @typedef {import("./instance.js").Entry} Entry */
/** @typedef {import("./instance.js").Standing} Scope */
/** @typedef {(scope: Scope) => Value} Evaluator */
/** @typedef {(scope: Scope) => Entry[]} Finder */

const NODES = ["item", "path", "self", "|"];

/** @param {Tree} tree @returns {Evaluator} */
export function compiled(tree) {
  const [kind, ...operands] = tree;
  if (Object.hasOwn(FORMS, kind)) return FORMS[kind](...operands);
  return applied(FUNCTIONS[kind], operands);
}

/** @param {(...values: any[]) => Value} compute @param {Tree[]} operands @returns {Evaluator} */
function applied(compute, operands) {
  const evaluators = operands.map(compiled);
  return (scope) => compute(...evaluators.map((each) => each(scope)));
}

/** The nodes a tree means. @param {Tree} tree @returns {Finder} */
function finder([kind, ...operands]) {
  if (kind === "item") return (scope) => scope.find(operands[0]);
  if (kind === "context" || kind === "self") return (scope) => [scope.context];
  if (kind === "current") return (scope) => [scope.current];
  if (kind === "root") return (scope) => [scope.root];
  if (kind === "|") {
    const [left, right] = operands.map(finder);
    return (scope) => [...new Set([...left(scope), ...right(scope)])];
  }
  const origin = finder(operands[0]);
  const steps = operands.slice(1).map(step);
  return (scope) => steps.reduce((nodes, each) => each(scope, nodes), origin(scope));
}

/** @param {Tree} tree @returns {(scope: Scope, nodes: Entry[]) => Entry[]} */
function step([kind, operand]) {
  if (kind === "child") return (_, nodes) => nodes.flatMap((node) => node.below(operand));
  if (kind === "where") {
    const test = compiled(operand);
    return (scope, nodes) => nodes.filter((node, at) => passes(test, scope.at(node, at + 1)));
  }
  if (kind === "up") {
    return (_, nodes) => [...new Set(nodes.flatMap((node) => node.parent ?? []))];
  }
  return (_, nodes) => nodes;
}

/** Whether a predicate or choice_filter keeps what it looks at. @param {Evaluator} test @param {Scope} scope */
export function passes(test, scope) {
  const value = test(scope);
  return typeof value === "number" ? value === scope.position : value === true;
}

/** The value of the one node found, "" of none. @param {Tree} tree @returns {Evaluator} */
function single(tree) {
  const find = finder(tree);
  return (scope) => {
    const nodes = find(scope);
    if (nodes.length > 1) {
      throw new EvaluationError("one answer is needed where the repeat has several");
    }
    return nodes[0]?.value ?? "";
  };
}

/** Of all values of one set of nodes. @param {(values: Value[]) => Value} compute */
const ofValues =
  (compute) =>
  /** @param {Tree} tree @returns {Evaluator} */
  (tree) => {
    const find = finder(tree);
    return (scope) => compute(find(scope).map((node) => node.value));
  };

/**
 * Of many values, or of one set of nodes after `before` values.
 * @param {(...values: Value[]) => Value} compute @param {number} before
 */
const spread =
  (compute, before) =>
  /** @param {Tree[]} operands @returns {Evaluator} */
  (...operands) => {
    if (operands.length !== before + 1 || !NODES.includes(operands[before][0])) {
      return applied(compute, operands);
    }
    const find = finder(operands[before]);
    const first = operands.slice(0, before).map(compiled);
    return (scope) =>
      compute(...first.map((each) => each(scope)), ...find(scope).map((node) => node.value));
  };

/** @param {Tree} tree @returns {Evaluator} */
function boolean(tree) {
  if (!NODES.includes(tree[0])) return applied(truth, [tree]);
  const find = finder(tree);
  return (scope) => {
    const nodes = find(scope);
    return nodes.length === 1 && nodes[0].isLeaf ? truth(nodes[0].value) : nodes.length > 0;
  };
}

/** @param {Tree} [length] @returns {Evaluator} */
function uuid(length) {
  /** @param {number} below */
  const draw = (below) => crypto.getRandomValues(new Uint32Array(1))[0] % below;
  if (!length) {
    return () =>
      "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replace(/[xy]/g, (sign) =>
        (sign === "x" ? draw(16) : 8 + draw(4)).toString(16),
      );
  }
  const wanted = compiled(length);
  return (scope) => {
    const count = number(wanted(scope));
    if (!(count > 0 && count <= 1000)) throw new EvaluationError("uuid() takes a length up to 1000");
    return Array.from({ length: count }, () => draw(36).toString(36)).join("");
  };
}

/** @type {Record<string, (...operands: any[]) => Evaluator>} */
const FORMS = {
  item: (name) => (scope) => scope.value(name),
  number: (value) => (Array.isArray(value) ? applied(number, [value]) : () => value),
  text: (value) => () => value,
  self: () => (scope) => scope.context.value,
  column: (name) => (scope) => scope.choice?.[name] ?? "",
  path: (...operands) => single(["path", ...operands]),
  "|": (...operands) => single(["|", ...operands]),
  true: () => () => true,
  false: () => () => false,
  and: (...operands) => {
    const [left, right] = operands.map(compiled);
    return (scope) => truth(left(scope)) && truth(right(scope));
  },
  or: (...operands) => {
    const [left, right] = operands.map(compiled);
    return (scope) => truth(left(scope)) || truth(right(scope));
  },
  if: (...operands) => {
    const [test, then, other] = operands.map(compiled);
    return (scope) => (truth(test(scope)) ? then(scope) : other(scope));
  },
  coalesce: (...operands) => {
    const [first, second] = operands.map(compiled);
    return (scope) => {
      const value = first(scope);
      return value === "" || Number.isNaN(value) ? second(scope) : value;
    };
  },
  once: (operand) => {
    const value = compiled(operand);
    return (scope) => scope.kept() || value(scope);
  },
  boolean,
  sum: ofValues((values) =>
    values.map(number).reduce((sum, each) => (Number.isNaN(each) ? sum : sum + each), 0),
  ),
  count: (tree) => {
    const find = finder(tree);
    return (scope) => find(scope).length;
  },
  "count-non-empty": ofValues((values) => values.filter((value) => value !== "").length),
  min: spread((...values) => extreme(values, Math.min), 0),
  max: spread((...values) => extreme(values, Math.max), 0),
  concat: spread(WORDS.concat, 0),
  join: spread(WORDS.join, 1),
  position: (tree) => {
    const find = tree && finder(tree);
    return (scope) => (find ? (find(scope)[0]?.position ?? 0) : scope.position);
  },
  "indexed-repeat": ([, name], ...places) => {
    const pairs = places
      .map((tree, at) => (at % 2 ? compiled(tree) : tree[1]))
      .flatMap((each, at, all) => (at % 2 ? [] : [[each, all[at + 1]]]));
    return (scope) =>
      scope.indexed(name, pairs.map(([repeat, at]) => [repeat, number(at(scope))]));
  },
  "jr:choice-name": (operand, [, question]) => {
    const code = compiled(operand);
    return (scope) => scope.label(question, text(code(scope)));
  },
  today: () => (scope) => midnight(scope.now.day) ?? "",
  now: () => (scope) => scope.now,
  version: () => (scope) => scope.version,
  uuid,
  random: () => Math.random,
};

/** Booleans if either is one, else numbers if either is one, else text. @param {Value} left @param {Value} right */
function equal(left, right) {
  if (typeof left === "boolean" || typeof right === "boolean") return truth(left) === truth(right);
  if (typeof left === "number" || typeof right === "number") {
    const [first, second] = [number(left), number(right)];
    return first === second || Math.abs(first - second) < NOTHING;
  }
  return text(left) === text(right);
}

/** @param {(left: number, right: number) => boolean} compare */
const ordered =
  (compare) =>
  /** @param {Value} left @param {Value} right */
  (left, right) =>
    compare(number(left), number(right));

/** @type {Record<string, (...values: any[]) => Value>} */
const FUNCTIONS = {
  ...WORDS,
  ...MATHEMATICS,
  ...CALENDAR,
  negate: onNumbers((value) => -value),
  not: (value) => !truth(value),
  "=": equal,
  "!=": (left, right) => !equal(left, right),
  "<": ordered((left, right) => left < right),
  "<=": ordered((left, right) => left <= right),
  ">": ordered((left, right) => left > right),
  ">=": ordered((left, right) => left >= right),
  "+": onNumbers((left, right) => left + right),
  "-": onNumbers((left, right) => left - right),
  "*": onNumbers((left, right) => left * right),
  div: onNumbers((left, right) => left / right),
  mod: onNumbers((left, right) => left % right),
};
