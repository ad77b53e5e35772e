/**
 * Sends the same request again for the same code, so that a form whose page was lost with the
 * connection can be fetched once more in this tab; after sending, sent.js forgets it.
 */

import { read, storage, write } from "./store.js";

const form = document.getElementById("redeem");
if (form instanceof HTMLFormElement) {
  form.addEventListener("submit", () => {
    const request = form.elements.namedItem("request");
    const code = form.elements.namedItem("code");
    if (!(request instanceof HTMLInputElement && code instanceof HTMLInputElement)) return;
    const store = storage(true);
    const key = "answer/request/" + code.value.replace(/[^0-9a-z]/gi, "").toUpperCase();
    const earlier = read(store, key)?.fields[0]?.[1];
    if (earlier) request.value = earlier;
    else write(store, key, [["request", request.value]]);
  });
}
