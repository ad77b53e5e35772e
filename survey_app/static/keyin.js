// Keying paper forms in: what is complete moves on, Enter moves on, arrows go everywhere.
// What the paper says to pass over is marked and passed over, but may be typed: a form is copied
// as it stands. Without this script the same fields work with Tab.

const form = /** @type {HTMLFormElement} */ (document.getElementById("keyin"))
const fields = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("[data-values]")])
const keep = /** @type {HTMLButtonElement} */ (document.getElementById("keep"))
const past = new Set()

/** Mark the fields between an answer and the question that paper sends to after it. */
const mark = () => {
  past.clear()
  let until = null
  for (const field of fields) {
    if (field.name === until) until = null
    if (until !== null) past.add(field)
    else until = JSON.parse(field.dataset.go ?? "{}")[field.value.trim()] ?? null
    const line = /** @type {HTMLElement} */ (field.closest(".line"))
    line.classList.toggle("past", past.has(field))
    const said = /** @type {HTMLElement} */ (line.querySelector(".passed"))
    said.hidden = !past.has(field)
  }
}

/** @param {HTMLElement | undefined} next */
const go = (next) => {
  const there = next ?? keep
  there.focus()
  if (there instanceof HTMLInputElement) there.select()
}

/** From a field that is passed over to the very next: there is something on this paper.
 * @param {HTMLInputElement} field */
const moveOn = (field) => {
  const behind = fields.slice(fields.indexOf(field) + 1)
  go(past.has(field) ? behind[0] : behind.find((each) => !past.has(each)))
}

/** Whether nothing could follow what was typed.
 * @param {HTMLInputElement} field */
const isComplete = ({ value, dataset }) => {
  const values = (dataset.values ?? "").split(" ")
  if (value && values.includes(value)) {
    return !values.some((each) => each !== value && each.startsWith(value))
  }
  return /^\d+$/.test(value) && value.length === Number(dataset.length)
}

for (const field of fields) {
  field.addEventListener("input", () => {
    mark()
    if (isComplete(field)) moveOn(field)
  })
  field.addEventListener("keydown", (event) => {
    const at = fields.indexOf(field)
    if (event.key === "Enter" && event.ctrlKey) form.requestSubmit(keep)
    else if (event.key === "Enter") moveOn(field)
    else if (event.key === "ArrowDown") go(fields[at + 1])
    else if (event.key === "ArrowUp") go(fields[at - 1] ?? field)
    else return
    event.preventDefault()
  })
  field.addEventListener("focus", () => field.select())
}

mark()
const wrong = form.querySelector("[aria-invalid]") ?? form.querySelector("[autofocus]")
const first = wrong ?? fields.find((field) => !field.value && !past.has(field))
if (first instanceof HTMLElement) first.focus()
