// What is typed and not sent would be lost: the browser asks before the page is left.

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("#content-main form[id$=_form]")
  let isTouched = false
  form?.addEventListener("input", () => { isTouched = true })
  form?.addEventListener("submit", () => { isTouched = false })
  window.addEventListener("beforeunload", (event) => { if (isTouched) event.preventDefault() })
})
