/** Shows on the day's list which names have an unfinished form on this phone. */

import { read, storage } from "./store.js";

const store = storage(false);
for (const sign of document.querySelectorAll("[data-kept]")) {
  if (sign instanceof HTMLElement) sign.hidden = read(store, sign.dataset.kept ?? "") === null;
}
