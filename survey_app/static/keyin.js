// Keying paper forms in: a digit answers and moves on, Enter moves on, skips are followed.
// Without this script the same fields work with Tab.

const form = /** @type {HTMLFormElement} */ (document.getElementById("keyin"))
const fields = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("[data-kind]")])
const keep = /** @type {HTMLElement} */ (document.getElementById("keep"))

/** The field to go to after this one; the button after the last.
 * @param {HTMLInputElement} field */
const after = (field) => {
  const go = JSON.parse(field.dataset.go ?? "{}")[field.value]
  if (go === "") return keep
  if (go) return /** @type {HTMLElement} */ (document.getElementById(`i-${go}`))
  return fields[fields.indexOf(field) + 1] ?? keep
}

/** @param {HTMLInputElement} field */
const moveOn = (field) => {
  const next = after(field)
  next.focus()
  if (next instanceof HTMLInputElement) next.select()
}

for (const field of fields) {
  field.addEventListener("input", () => {
    const digit = Number(field.value)
    if (field.dataset.kind !== "one" || !/^[1-9]$/.test(field.value)) return
    if (digit <= Number(field.dataset.most)) moveOn(field)
  })
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return
    event.preventDefault()
    moveOn(field)
  })
  field.addEventListener("focus", () => field.select())
}

const first = form.querySelector("[aria-invalid]") ?? fields.find((field) => !field.value)
if (first instanceof HTMLElement) first.focus()
