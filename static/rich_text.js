// The rich text editor of the admin: links of this site, languages of parts, German names.
// core/rich_text/cleaner.py names these extensions; what they may write stands in the settings.

import { Extension, Link, Mark, crel, updateAttrsDialog } from "django-prose-editor/editor"

const address = {
  href: {
    type: "string",
    title: "Adresse",
    description: "Drei Buchstaben eines Titels zeigen Seiten dieser Website. Sonst https://…, mailto:… oder tel:…",
    required: true,
  },
}

const askForAddress = updateAttrsDialog(address, { title: "Link", submitText: "Übernehmen" })

const PAGES = "/admin/seiten/", FEWEST_LETTERS = 3, PAUSE = 250 // milliseconds

const choice = ({ title, address, kind }, input) => {
  const button = crel("button", { type: "button", className: "page-choice" }, [
    crel("strong", { textContent: title }), crel("span", { textContent: `${kind}, ${address}` }),
  ])
  button.addEventListener("click", () => {
    input.value = address
    input.focus()
  })
  return crel("li", {}, [button])
}

// Below the field for the address: the pages whose title has what is typed there.
const offerPages = (input) => {
  const list = crel("ul", { className: "page-choices" }), said = crel("p", { role: "status", className: "prose-editor-help" })
  input.autocomplete = "off"
  input.closest(".prose-editor-dialog-field").append(said, list)
  let timer
  const look = async () => {
    const words = input.value.trim()
    const isAddress = /^(\/|#|[a-z]+:)/i.test(words) || words.length < FEWEST_LETTERS
    const answer = isAddress ? null : await fetch(`${PAGES}?form=json&q=${encodeURIComponent(words)}`).catch(() => null)
    if (input.value.trim() !== words) return // something else was typed meanwhile
    const isList = answer?.ok && answer.headers.get("content-type").startsWith("application/json")
    const pages = isList ? (await answer.json()).pages : []
    list.replaceChildren(...pages.map((page) => choice(page, input)))
    said.textContent = !isList ? "" : pages.length ? `Seiten: ${pages.length}` : "Keine Seite hat das im Titel."
  }
  input.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(look, PAUSE)
  })
}

export const SiteLink = Link.extend({
  addOptions() {
    return { ...this.parent?.(), enableTarget: false, autolink: false, defaultProtocol: "https" }
  },
  addAttributes() {
    return { href: { default: null }, hreflang: { default: null } }
  },
  addCommands() {
    return {
      ...this.parent?.(),
      addLink: () => ({ editor }) => {
        if (editor.state.selection.empty && !editor.isActive("link")) return
        askForAddress(editor, editor.getAttributes("link")).then((attributes) => {
          if (attributes) editor.chain().focus().extendMarkRange("link").setLink(attributes).run()
        })
        offerPages(editor.view.dom.parentElement.querySelector("dialog[open] input[name=href]"))
      },
    }
  },
})

const ofLanguage = { lang: { default: null }, dir: { default: null } }

const languageOfPart = Mark.create({
  name: "language",
  addAttributes: () => ofLanguage,
  parseHTML: () => [{ tag: "span[lang]" }, { tag: "span[dir]" }],
  renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes, 0],
})

const WITH_LANGUAGE = ["paragraph", "heading", "bulletList", "orderedList", "listItem", "link"]
const NO_LANGUAGE = { lang: null, dir: null }
const hasLanguage = (editor) =>
  editor.isActive("language") || WITH_LANGUAGE.some((type) => {
    const { lang, dir } = editor.getAttributes(type)
    return lang || dir
  })

// Keeps the language of a word or a block, which is given in fixtures or pasted. The style sheet shows it, and a button takes
// it off; there is none that gives one.
export const Languages = Extension.create({
  name: "languages",
  addExtensions: () => [languageOfPart],
  addGlobalAttributes: () => [{ types: WITH_LANGUAGE, attributes: ofLanguage }],
  addCommands: () => ({
    removeLanguage: () => ({ chain }) => {
      const steps = chain().unsetMark("language", { extendEmptyMarkRange: true })
      return WITH_LANGUAGE.reduce((all, type) => all.updateAttributes(type, NO_LANGUAGE), steps).run()
    },
  }),
  addMenuItems: ({ buttons, menu }) => menu.defineItem({
    name: "removeLanguage",
    groups: "marks",
    button: buttons.material("translate", "remove language"),
    hidden: (editor) => !hasLanguage(editor),
    command: (editor) => editor.chain().focus().removeLanguage().run(),
  }),
})

const NAMES = {
  heading3: "Zwischentitel",
  paragraph: "Text",
  bulletList: "Liste mit Punkten",
  orderedList: "Liste mit Nummern",
  bold: "Fett",
  italic: "Kursiv",
  removeLanguage: "Sprache der Stelle entfernen",
  link: "Link setzen (zuerst Wörter markieren)",
  unlink: "Link entfernen",
  "history:undo": "Rückgängig",
  "history:redo": "Wiederholen",
}

const name = (item) => {
  item.button.title = NAMES[item.name]
  item.button.setAttribute("aria-label", NAMES[item.name])
  if (item.option) item.option.textContent = NAMES[item.name]
}

// The names of the menu's buttons are English in the editor; the writing area takes over what its field says of itself.
export const GermanMenu = Extension.create({
  name: "germanMenu",
  priority: -1000,
  addMenuItems: ({ _definedItems }) => {
    for (const item of Object.values(_definedItems)) if (item.name in NAMES) name(item)
  },
})

// The editor brings a style sheet unless the page has one of this name. The policy of the admin lets nothing inline be, not
// even an empty one: admin.css says the same, and an element of no language stands in its place.
const inPlaceOfStyles = document.createElementNS(null, "style")
inPlaceOfStyles.setAttribute("data-tiptap-style", "")
document.head.append(inPlaceOfStyles)

const AS_THE_FIELD = ["lang", "dir", "spellcheck", "aria-describedby"]

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const area = editor.view.dom
  for (const attribute of AS_THE_FIELD) {
    if (textarea.hasAttribute(attribute)) area.setAttribute(attribute, textarea.getAttribute(attribute))
  }
  area.setAttribute("role", "textbox")
  area.setAttribute("aria-multiline", "true")
  area.setAttribute("aria-label", textarea.labels?.[0]?.textContent.replace(/:$/, "").trim() || "Text")
})
