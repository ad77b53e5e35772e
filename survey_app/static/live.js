/**
 * Shows and hides a form's questions, choices, numbers and repeats as it is answered. What is
 * valid is for the server to say; what is hidden is sent along, and dropped there.
 */

import { entered, put } from "./fields.js";
import { Questionnaire } from "./filled.js";
import { absorb, count, fit, grow, repeats, shrink, unwrap, without } from "./repeats.js";

/** @typedef {Map<string, import("./filled.js").Place>} Places by path */

const block = document.getElementById("logic");
const form = document.querySelector("form[data-live]");
if (block && form instanceof HTMLFormElement) {
  enliven(form, new Questionnaire(JSON.parse(block.textContent ?? "")));
}

/** @param {HTMLFormElement} form @param {Questionnaire} questionnaire */
function enliven(form, questionnaire) {
  unwrap(document);
  absorb(form);
  form.addEventListener("input", () => refresh(form, questionnaire));
  form.addEventListener("restored", (event) => {
    if (!(event instanceof CustomEvent)) return;
    fit(form, event.detail);
    put(event.detail, form.elements);
    refresh(form, questionnaire);
  });
  form.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button[name=action]");
    if (button instanceof HTMLButtonElement && repeated(form, button.value)) event.preventDefault();
  });
  refresh(form, questionnaire);
}

/**
 * One instance more ("add:con") or less ("remove:con/2").
 * @param {HTMLFormElement} form
 * @param {string} action
 * @returns {boolean} whether it was an action of this kind
 */
function repeated(form, action) {
  const [, verb, path, number] = /^(add|remove):(.*?)(?:\/(\d+))?$/.exec(action) ?? [];
  if (!verb) return false;
  if (verb === "add") {
    const field = grow(form, path)
      .map((one) => focusable(one))
      .find(Boolean);
    changed(form);
    field?.focus();
    return true;
  }
  const left = without(entered(form), path, +number);
  shrink(form, path);
  fit(form, left);
  put(left, form.querySelectorAll(`[name^="${path}/"]`));
  changed(form);
  focusable(document.getElementById(`q-${path}`), "button")?.focus();
  return true;
}

/** As if something had been entered, for the draft too. @param {HTMLFormElement} form */
const changed = (form) => form.dispatchEvent(new Event("input", { bubbles: true }));

/** @param {Element | null} field @returns {HTMLElement | null | undefined} */
const focusable = (field, which = "input:not([type=hidden]), select, textarea") =>
  field?.querySelector(which);

/** @param {HTMLFormElement} form @param {Questionnaire} questionnaire */
function refresh(form, questionnaire) {
  for (let round = 0; ; round++) {
    const answers = questionnaire.answers(entered(form));
    const places = questionnaire.places(questionnaire.filled(answers));
    const again = [sized(form, places), filtered(questionnaire, places)].includes(true);
    if (again && round < 9) continue; // what was taken back may take other questions along
    shown(form, questionnaire, places);
    numbered();
    return;
  }
}

/**
 * Instances that the form itself counts; those beyond the count are not asked, but kept.
 * @param {HTMLFormElement} form
 * @param {Places} places
 */
function sized(form, places) {
  let more = false;
  for (const { path } of repeats(form)) {
    while (places.has(`${path}/${count(path) + 1}/`) && grow(form, path).length) more = true;
  }
  return more;
}

/**
 * Offer only the choices that a choice_filter lets through.
 * @param {Questionnaire} questionnaire
 * @param {Places} places
 * @returns {boolean} whether an answer had to be taken back
 */
function filtered(questionnaire, places) {
  let taken = false;
  for (const [path, place] of places) {
    const offered = place.asked ? questionnaire.offered(place) : null;
    const field = offered && document.getElementById(`q-${path}`);
    if (!field) continue;
    for (const choice of field.querySelectorAll("input, option")) {
      const away = choice.value !== "" && !offered.has(choice.value);
      const label = choice.closest("label:not(:has(select))") ?? choice;
      label.hidden = choice.disabled = away;
      taken ||= away && (choice.checked || choice.selected);
      if (away) choice.checked = choice.selected = false;
    }
  }
  return taken;
}

/**
 * Show what is asked, hide all else, put answers into words; tell the server what was shown.
 * @param {HTMLFormElement} form
 * @param {Questionnaire} questionnaire
 * @param {Places} places
 */
function shown(form, questionnaire, places) {
  const fields = [...form.querySelectorAll('[id^="q-"]')];
  const pathOf = (field) => field.id.slice(2);
  const parts = new Set();
  for (const field of fields) {
    const path = pathOf(field);
    const place = places.get(path);
    field.hidden = !place?.asked;
    if (place?.asked) for (const part of questionnaire.parts(path)) parts.add(part);
  }
  for (const field of fields) {
    if (questionnaire.isGroup(pathOf(field)) && !parts.has(pathOf(field))) field.hidden = true;
    for (const text of field.querySelectorAll("[data-words]")) {
      const place = places.get(pathOf(field));
      if (place) text.textContent = questionnaire.worded(text.dataset.words, place);
    }
  }
  const names = fields.filter((field) => !field.hidden).map(pathOf);
  const list = names.filter((path) => questionnaire.offered(places.get(path))?.size !== 0);
  const told = form.elements.namedItem("shown"); // where nothing is stored nobody asks
  if (told instanceof HTMLInputElement) told.value = list.join(" ");
}

/** On a page with all sections: hide those with nothing to ask, count the others. */
function numbered() {
  const sections = [...document.querySelectorAll("[data-section]")];
  for (const section of sections) {
    section.hidden = !section.querySelector('[id^="q-"]:not([hidden])');
    const link = document.querySelector(`a[href="#${section.id}"]`)?.closest("li");
    if (link) link.hidden = section.hidden;
  }
  const left = sections.filter((section) => !section.hidden);
  left.forEach((section, at) => recount(section.querySelector("[data-position]"), at + 1, left.length));
  const questions = [...document.querySelectorAll("[data-section] .item")];
  const asked = questions.filter((question) => !question.hidden && !question.closest("[hidden]"));
  recount(document.querySelector("[data-count]"), asked.length, left.length);
}

/** Put numbers into words, in the order in which they stand there. */
function recount(words, ...numbers) {
  if (words) words.textContent = words.textContent.replace(/\d+/g, (old) => `${numbers.shift() ?? old}`);
}
