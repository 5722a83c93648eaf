// A link to a field brings the focus there; the editor of a rich text stands in the place of its field.

document.addEventListener("DOMContentLoaded", () => {
  document.querySelector(".faults")?.addEventListener("click", (event) => {
    const field = document.getElementById(event.target.closest("a")?.hash.slice(1))
    const area = field?.closest(".prose-editor")?.querySelector(".ProseMirror[contenteditable]") ?? field
    if (!area) return
    area.closest("details:not([open])")?.setAttribute("open", "")
    requestAnimationFrame(() => { area.scrollIntoView({ block: "center" }); area.focus() })
  })
})

// A new row is where one goes on writing.
document.addEventListener("formset:added", (event) => {
  event.target.querySelector("input:not([type=hidden]), select, textarea")?.focus()
})

// Django's search for a page to choose has no name of its own: it takes that of its field.
const nameSearches = () => {
  for (const select of document.querySelectorAll(".admin-autocomplete.select2-hidden-accessible")) {
    const label = select.labels[0]
    const chosen = select.nextElementSibling?.querySelector(".select2-selection__rendered")
    if (!label || !chosen) continue
    label.id ||= `${select.id}_label`
    chosen.removeAttribute("role")
    chosen.removeAttribute("aria-readonly")
    chosen.closest(".select2-selection").setAttribute("aria-labelledby", `${label.id} ${chosen.id}`)
  }
}
window.addEventListener("load", () => django.jQuery(nameSearches)) // after the searches are made
document.addEventListener("formset:added", () => setTimeout(nameSearches))

// Ctrl or Cmd and S saves a draft, where a browser would save the file of the page.
document.addEventListener("keydown", (event) => {
  const button = document.querySelector("[name=_draft_only]")
  if (!button || event.key.toLowerCase() !== "s" || event.altKey || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  button.click()
})
