/** The server has it: forget the draft and, for officials, everything this tab kept. */

import { forget, storage } from "./store.js";

const sent = document.querySelector("[data-sent]");
if (sent instanceof HTMLElement) {
  const key = sent.dataset.sent ?? "";
  forget(storage(false), key);
  forget(storage(true), key);
}
