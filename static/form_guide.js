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
