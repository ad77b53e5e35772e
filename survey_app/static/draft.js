/** Keeps what was entered in a form (`data-draft` is its key) and puts it back after a reload. */

import { read, storage, write } from "./store.js";

/** Fields that say where the page is, not what was answered. */
const PLACE = new Set(["section", "shown"]);

const form = document.querySelector("form[data-draft]");
if (form instanceof HTMLFormElement) keep(form);

/** @param {HTMLFormElement} form */
function keep(form) {
  const store = storage(form.dataset.keep === "tab");
  const key = form.dataset.draft ?? "";
  const draft = read(store, key);
  if (draft && resumes(form, draft.fields)) return;
  if (draft && sameForm(form, draft.fields)) restore(form, draft.fields);
  const save = () => say(write(store, key, entered(form)));
  form.addEventListener("input", save);
  form.addEventListener("submit", save);
  // a thumb may have been faster than this script; an untouched new form is no draft
  if (!("fresh" in form.dataset) || form.querySelector(":checked")) save();
  if (form.dataset.keep !== "tab") remember(form);
}

/**
 * Going back or reloading then asks for this address anew and goes on with the draft at this
 * section; otherwise the browser would ask whether to send the form again.
 * @param {HTMLFormElement} form
 */
function remember(form) {
  const section = form.elements.namedItem("section");
  if (section instanceof HTMLInputElement) history.replaceState({ section: section.value }, "");
}

/**
 * @param {HTMLFormElement} form
 * @returns {[string, string][]}
 */
function entered(form) {
  return [...new FormData(form)].filter(
    /** @returns {pair is [string, string]} */ (pair) => typeof pair[1] === "string",
  );
}

/**
 * A form begun anew while this phone holds an unfinished one: go on with that, where it was.
 * @param {HTMLFormElement} form
 * @param {[string, string][]} fields
 * @returns {boolean} whether the page is being left
 */
function resumes(form, fields) {
  if (!("fresh" in form.dataset)) return false;
  form.replaceChildren();
  for (const [name, value] of [...fields, ["action", "stay"]]) {
    if (name === "shown") continue;
    const input = document.createElement("input");
    const here = name === "section" ? history.state?.section : undefined;
    Object.assign(input, { type: "hidden", name, value: here ?? value });
    form.append(input);
  }
  form.submit();
  return true;
}

/**
 * Whether the draft belongs to this very form (the same response or ticket) and screen.
 * @param {HTMLFormElement} form
 * @param {[string, string][]} fields
 */
function sameForm(form, fields) {
  const draft = new Map(fields);
  return ["uuid", "ticket", "section"].every((name) => {
    const field = form.elements.namedItem(name);
    return !(field instanceof HTMLInputElement) || field.value === draft.get(name);
  });
}

/**
 * Put the draft's answers into the fields that are on the screen.
 * @param {HTMLFormElement} form
 * @param {[string, string][]} fields
 */
function restore(form, fields) {
  const chosen = new Set(fields.map(([name, value]) => `${name}=${value}`));
  const typed = new Map(fields);
  for (const field of form.elements) {
    if (field instanceof HTMLTextAreaElement) field.value = typed.get(field.name) ?? field.value;
    if (!(field instanceof HTMLInputElement) || PLACE.has(field.name)) continue;
    if (field.type === "radio" || field.type === "checkbox")
      field.checked = chosen.has(`${field.name}=${field.value}`);
    else if (field.type !== "hidden") field.value = typed.get(field.name) ?? field.value;
  }
}

/** @param {boolean} kept */
function say(kept) {
  const sign = document.getElementById("saved");
  if (sign) sign.hidden = !kept;
}
