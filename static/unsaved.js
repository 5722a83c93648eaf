// What is typed and not sent would be lost: it is kept every minute, and the browser asks before the page is left.

const EVERY = 60_000 // milliseconds
const FAILED = "Ihre Eingaben lassen sich gerade nicht aufbewahren. Sichern Sie einen Entwurf."

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("#content-main form[id$=_form]")
  const state = form?.querySelector("[data-keep]")
  let isTouched = false // since the form was opened or sent
  let isNew = false // since it was kept

  const keep = async () => {
    if (!isNew || !state) return
    isNew = false
    const fields = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"))
    fields.set("_form", state.dataset.form)
    fields.set("_query", location.search)
    const answer = await fetch(state.dataset.keep, { method: "POST", body: fields }).catch(() => null)
    const isKept = answer?.status === 204
    isNew ||= !isKept
    const time = new Date().toLocaleTimeString("de-CH", { hour: "2-digit", minute: "2-digit" }).replace(":", ".")
    state.textContent = isKept ? `Ihre Eingaben von ${time} Uhr sind aufbewahrt, aber noch nicht gesichert.` : FAILED
    state.hidden = false
  }

  form?.addEventListener("input", () => { isTouched = isNew = true })
  form?.addEventListener("change", () => { isTouched = isNew = true })
  form?.addEventListener("submit", () => { isTouched = isNew = false })
  // Another language beside the German: what is typed is saved first.
  document.querySelector(".sides")?.addEventListener("click", (event) => {
    const code = event.target.closest("a")?.dataset.side
    if (!isTouched || code === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "_side", value: code }))
    form.querySelector("[name=_draft_only]").click()
  })
  window.addEventListener("beforeunload", (event) => { if (isTouched) event.preventDefault() })
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep() })
  setInterval(keep, EVERY)
})
