/** Shows on the day's list which names have an unfinished form on this phone, and leads there. */

import { forget, read, storage } from "./store.js";

const store = storage(false);
const signs = [...document.querySelectorAll("[data-kept]")].filter(
  /** @returns {sign is HTMLElement} */ (sign) => sign instanceof HTMLElement,
);
const kept = signs.filter((sign) => read(store, sign.dataset.kept ?? "") !== null);
for (const sign of kept) sign.hidden = false;

// a name that is done needs no answers lying on the phone any more
for (const over of document.querySelectorAll("[data-over]")) {
  if (over instanceof HTMLElement) forget(store, over.dataset.over ?? "");
}

const resume = document.getElementById("resume");
const following = document.getElementById("following");
if (kept.length && resume instanceof HTMLAnchorElement && following) {
  resume.href = kept[0].dataset.interview ?? "";
  resume.hidden = false;
  following.hidden = true;
}
