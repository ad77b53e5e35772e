/** The instances of repeats on a page, and what waits on it in templates. */

import { put } from "./fields.js";

/** @typedef {import("./fields.js").Pairs} Pairs */

const MOST = 100; // instances of a repeat

/**
 * Take out of their templates what waited for the logic; that of new instances stays there.
 * @param {ParentNode} within
 */
export function unwrap(within) {
  for (let waiting; (waiting = within.querySelector("template[data-wait]")); ) {
    if (waiting instanceof HTMLTemplateElement) waiting.replaceWith(waiting.content);
  }
}

/**
 * Answers that were carried past the screen go into the fields that it has for them now.
 * @param {HTMLFormElement} form
 */
export function absorb(form) {
  const carried = [...form.querySelectorAll("input[data-carried]")].filter(
    /** @returns {field is HTMLInputElement} */ (field) => field instanceof HTMLInputElement,
  );
  const fields = [...form.elements].filter((field) => !field.matches("[data-carried]"));
  const names = new Set(fields.map((field) => field.getAttribute("name")));
  const taken = carried.filter((field) => names.has(field.name));
  const own = new Set(taken.map((field) => field.name));
  put(
    taken.map(({ name, value }) => [name, value]),
    fields.filter((field) => own.has(field.getAttribute("name") ?? "")),
  );
  for (const field of taken) field.remove();
}

/**
 * How many instances of a repeat the page has.
 * @param {string} path of the repeat, as `con` or `con/2/viec`
 */
export function count(path) {
  let number = 0;
  while (document.getElementById(`q-${path}/${number + 1}/`)) number++;
  return number;
}

/** @param {HTMLFormElement} form */
export function repeats(form) {
  return [...form.querySelectorAll("template[data-repeat]")]
    .filter(/** @returns {one is HTMLTemplateElement} */ (one) => one instanceof HTMLTemplateElement)
    .map((template) => ({ template, path: template.dataset.repeat ?? "" }));
}

/**
 * One instance more, the last one.
 * @param {HTMLFormElement} form
 * @param {string} path
 * @returns {Element[]} its fields; none where there are as many as may be
 */
export function grow(form, path) {
  const number = count(path) + 1;
  const found = repeats(form).find((one) => one.path === path);
  if (!found || number > MOST) return [];
  const fresh = document.createElement("template");
  fresh.innerHTML = found.template.innerHTML.replaceAll(`${path}/0/`, `${path}/${number}/`);
  unwrap(fresh.content);
  const fields = [...fresh.content.children];
  found.template.before(fresh.content);
  absorb(form);
  return fields;
}

/**
 * One instance less, the last one.
 * @param {HTMLFormElement} form
 * @param {string} path
 */
export function shrink(form, path) {
  const mark = `${path}/${count(path)}/`;
  for (const field of form.querySelectorAll(`[id^="q-${mark}"], [data-repeat^="${mark}"]`)) {
    field.remove();
  }
}

/**
 * As many instances of every repeat as these answers have, where they speak of it.
 * @param {HTMLFormElement} form
 * @param {Pairs} pairs
 */
export function fit(form, pairs) {
  for (let changed = true; changed; ) {
    changed = false; // a new instance may have repeats in it
    for (const { path } of repeats(form)) {
      const marks = pairs.map(([name]) => name).filter((name) => name.startsWith(`${path}/`));
      const wanted = Math.max(...marks.map((name) => parseInt(name.slice(path.length + 1)) || 0));
      while (wanted >= 0 && count(path) > wanted) shrink(form, path);
      while (count(path) < wanted && grow(form, path).length) changed = true;
    }
  }
}

/**
 * The answers without one instance of a repeat, those after it moved up.
 * @param {Pairs} pairs
 * @param {string} path
 * @param {number} number
 * @returns {Pairs}
 */
export function without(pairs, path, number) {
  /** @type {Pairs} */
  const left = [];
  for (const [name, value] of pairs) {
    const inside = name.startsWith(`${path}/`) && name.slice(path.length + 1);
    const [, at, rest] = (inside && /^(\d+)(\/.*)$/.exec(inside)) || [];
    if (!at || +at < number) left.push([name, value]);
    else if (+at > number) left.push([`${path}/${+at - 1}${rest}`, value]);
  }
  return left;
}
