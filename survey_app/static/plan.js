/** The plan's sliders: each moves its number; a change brings the new figures without a reload. */

const form = document.querySelector("form[data-plan]")

/** Shows the figures for what the form says now; on any fault the form is sent as it is. */
async function refresh() {
  const address = `${form.action.split("?")[0]}?${new URLSearchParams(new FormData(form))}`
  try {
    const answer = await fetch(address)
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    for (const part of ["#answer", "#figures"]) {
      document.querySelector(part).replaceWith(page.querySelector(part))
    }
    history.replaceState(null, "", address)
  } catch {
    form.submit()
  }
}

for (const slider of form.querySelectorAll("input[type=range]")) {
  const number = form.elements[slider.dataset.of]
  slider.hidden = false
  slider.addEventListener("input", () => { number.value = slider.value })
  number.addEventListener("input", () => { slider.value = number.value })
}
form.addEventListener("change", refresh)
