/** What the browser keeps of unfinished forms: one entry a form, under a common prefix. */

const PREFIX = "par-survey:";

/**
 * @typedef {object} Draft
 * @property {[string, string][]} fields names and values as a form would send them
 * @property {string} saved when, ISO 8601
 */

/**
 * The storage of this browser, or of this tab alone; null where there is none.
 * @param {boolean} tabOnly
 * @returns {Storage | null}
 */
export function storage(tabOnly) {
  try {
    return tabOnly ? window.sessionStorage : window.localStorage;
  } catch {
    return null; // storage switched off: the page works without
  }
}

/**
 * @param {Storage | null} store
 * @param {string} key
 * @returns {Draft | null}
 */
export function read(store, key) {
  try {
    const draft = JSON.parse(store?.getItem(PREFIX + key) ?? "null");
    return Array.isArray(draft?.fields) ? draft : null;
  } catch {
    return null;
  }
}

/**
 * Keep the fields; false where the storage is full or switched off.
 * @param {Storage | null} store
 * @param {string} key
 * @param {[string, string][]} fields
 * @returns {boolean}
 */
export function write(store, key, fields) {
  try {
    store?.setItem(PREFIX + key, JSON.stringify({ fields, saved: new Date().toISOString() }));
    return store !== null;
  } catch {
    return false;
  }
}

/**
 * Forget one entry, or all that begin with the key and a slash.
 * @param {Storage | null} store
 * @param {string} key
 */
export function forget(store, key) {
  for (const name of Object.keys(store ?? {})) {
    if (name === PREFIX + key || name.startsWith(PREFIX + key + "/")) store?.removeItem(name);
  }
}
