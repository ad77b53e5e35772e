/** Runs reference cases in the browser; what in_python.py does on the server. */

import { compiled, Filling, Form } from "./form.js";
import { EvaluationError, Moment, stored, text, truth } from "./values.js";

const TYPES = { string: "string", boolean: "boolean", number: "number", object: "date" };

const LOOKS = {
  calculate: (entry, expression) => {
    if (!entry.relevant) return { relevant: false };
    const value = entry.evaluated(expression);
    return {
      type: TYPES[typeof value],
      string: text(value),
      stored: stored(value, entry.place.kind),
    };
  },
  relevant: (entry) => ({ relevant: entry.relevant }),
  constraint: (entry, expression) => ({
    valid: entry.value === "" || truth(entry.evaluated(expression)),
  }),
  required: (entry, expression) => {
    const required = truth(entry.evaluated(expression));
    return { required, verdict: required && entry.value === "" ? "required" : "ok" };
  },
  choice_filter: (entry, expression) => ({ choices: entry.filling.filtered(entry, expression) }),
};

/** @param {any[]} cases as Prepared.plain() gives them */
export function results(cases) {
  const now = new Moment(Date.now());
  return cases.map((each) => {
    try {
      return looked(each, now);
    } catch (error) {
      if (error instanceof EvaluationError) return { error: error.message };
      throw error;
    }
  });
}

function looked(each, now) {
  const form = new Form(each.form);
  const empty = new Filling(form, emptied(each.answers), now);
  const filling = new Filling(form, each.answers, now, empty);
  const expression = compiled(each.expression);
  const found = filling.entries(each.target).map((entry) => LOOKS[each.kind](entry, expression));
  if (each.kind === "calculate") return each.many ? { each: found } : found[0];
  const together = each.many
    ? Object.fromEntries(Object.keys(found[0]).map((key) => [key, found.map((one) => one[key])]))
    : found[0];
  if (each.watch.length) {
    together.nodes = Object.fromEntries(
      each.watch.map((name) => [name, watched(filling.entries(name)[0])]),
    );
  }
  return together;
}

const watched = (entry) =>
  entry.relevant
    ? { relevant: true, stored: entry.isLeaf ? entry.stored : null }
    : { relevant: false };

const emptied = (answers) =>
  Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      Array.isArray(answer) ? answer.map(emptied) : null,
    ]),
  );
