// Addresses as German writes them without umlauts: «Frühe Förderung» becomes fruehe-foerderung.

const LETTERS = { ä: "ae", ö: "oe", ü: "ue" }

document.addEventListener("DOMContentLoaded", () => {
  const urlify = window.URLify
  if (!urlify) return
  window.URLify = (text, ...rest) => urlify(text.toLowerCase().replace(/[äöü]/g, (letter) => LETTERS[letter]), ...rest)
})
