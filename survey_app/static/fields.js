/** A form's fields as names and values, and back. */

/** @typedef {[string, string][]} Pairs names and values as a form would send them */

/**
 * @param {HTMLFormElement} form
 * @returns {Pairs}
 */
export function entered(form) {
  return [...new FormData(form)].filter(
    /** @returns {pair is [string, string]} */ (pair) => typeof pair[1] === "string",
  );
}

/**
 * Put values into the fields that can be seen; a choice that is not among them is taken back.
 * @param {Pairs} pairs
 * @param {Iterable<Element>} fields
 */
export function put(pairs, fields) {
  /** @type {Map<string, string[]>} */
  const values = new Map();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  /** @type {Map<string, number>} */
  const places = new Map(); // of a ranking, whose lists have one name
  for (const field of fields) {
    if (field instanceof HTMLInputElement && /^(radio|checkbox)$/.test(field.type)) {
      field.checked = values.get(field.name)?.includes(field.value) ?? false;
    } else if (isWritten(field)) {
      const place = places.get(field.name) ?? 0;
      places.set(field.name, place + 1);
      field.value = values.get(field.name)?.[place] ?? field.value;
    }
  }
}

/**
 * @param {Element} field
 * @returns {field is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement}
 */
const isWritten = (field) =>
  field instanceof HTMLTextAreaElement ||
  field instanceof HTMLSelectElement ||
  (field instanceof HTMLInputElement && field.type !== "hidden");
