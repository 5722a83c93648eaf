// Addresses as German writes them without umlauts: «Frühe Förderung» becomes fruehe-foerderung.

const LETTERS = { ä: "ae", ö: "oe", ü: "ue" }

// Composed first: in what is copied from macOS or a PDF, an umlaut may be two characters.
// A dash or a slash stands between words, and becomes a hyphen.
const withoutUmlauts = (text) =>
  text.normalize("NFC").toLowerCase().replace(/[äöü]/g, (letter) => LETTERS[letter]).replace(/[–—/]/g, "-")

document.addEventListener("DOMContentLoaded", () => {
  const urlify = window.URLify
  if (!urlify) return
  window.URLify = (text, ...rest) => urlify(withoutUmlauts(text), ...rest)
})
