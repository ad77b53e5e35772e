/** Keeps what was entered in a form (`data-draft` is its key) and puts it back after a reload. */

import { entered, put } from "./fields.js";
import { read, storage, write } from "./store.js";

const form = document.querySelector("form[data-draft]");
if (form instanceof HTMLFormElement) keep(form);

/** @param {HTMLFormElement} form */
function keep(form) {
  const store = storage(form.dataset.keep === "tab");
  const key = form.dataset.draft ?? "";
  const draft = read(store, key);
  if (draft && resumes(form, draft.fields)) return;
  if (draft && sameForm(form, draft.fields) && !older(form, draft.fields)) {
    put(draft.fields, form.elements);
    // where there is logic, it brings what was shown through these answers
    form.dispatchEvent(new CustomEvent("restored", { detail: draft.fields }));
  }
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
 * Whether the draft is of a page before this one, which was made from what that page sent: a
 * thumb that is faster than this script changes a page that the draft does not know.
 * @param {HTMLFormElement} form
 * @param {[string, string][]} fields
 */
function older(form, fields) {
  const turn = form.elements.namedItem("turn");
  return turn instanceof HTMLInputElement && +(new Map(fields).get("turn") ?? 0) < +turn.value;
}

/** @param {boolean} kept */
function say(kept) {
  const sign = document.getElementById("saved");
  if (sign) sign.hidden = !kept;
}
