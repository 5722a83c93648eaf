// Images in the rich text editor: chosen from «Dateien», with an alternative text, or said to decorate only.
// core/rich_text/images.py names what is kept of them; files/admin.py answers the two addresses.

import { Node, crel } from "django-prose-editor/editor"

const LIST = "/admin/files/storedfile/bilder/", UPLOAD = "/admin/files/storedfile/add/"
const PUBLIC = "/dateien/bilder/"
const MANY = 12 // from here on, a field to search in the names

const keyOf = (src) => src.slice(PUBLIC.length).replace(/\.webp$/, "")
const officeAddress = (key) => `${LIST}${key}.webp`

const option = ({ key, name }, chosen) => crel("label", { className: "image-choice" }, [
  crel("input", { type: "radio", name: "key", value: key, required: true, checked: key === chosen }),
  crel("img", { src: officeAddress(key), alt: "", loading: "lazy", width: 120, height: 90 }),
  crel("span", { textContent: name }),
])

const searchField = (choices) => {
  const input = crel("input", { type: "search" })
  input.addEventListener("input", () => {
    const wanted = input.value.toLowerCase()
    for (const choice of choices) choice.hidden = !choice.textContent.toLowerCase().includes(wanted)
  })
  return crel("p", {}, [crel("label", {}, ["Suchen ", input])])
}

const chooser = (images, attrs) => {
  if (!images.length) return [crel("p", { textContent: "Unter «Dateien» gibt es noch kein Bild für Texte." })]
  const choices = images.map((image) => option(image, attrs.src && keyOf(attrs.src)))
  const fieldset = crel("fieldset", { className: "image-choices" }, [crel("legend", { textContent: "Welches Bild?" }), ...choices])
  return [...(images.length > MANY ? [searchField(choices)] : []), fieldset]
}

const alternative = (attrs) => {
  const input = crel("input", { name: "alt", type: "text", maxLength: 250, value: attrs.alt ?? "" })
  const decorates = crel("input", { name: "decorates", type: "checkbox", checked: attrs.alt === "" })
  const follow = () => {
    input.required = !decorates.checked
    input.disabled = decorates.checked
  }
  decorates.addEventListener("change", follow)
  follow()
  const help = crel("span", { className: "prose-editor-help", textContent: "Was darauf zu sehen ist, für alle, die das Bild nicht sehen." })
  return [
    crel("p", {}, [crel("label", {}, ["Alternativtext ", help, input])]),
    crel("p", {}, [crel("label", {}, [decorates, " Das Bild ist nur Schmuck"])]),
  ]
}

const buttonsOf = (dialog, hasImages) => {
  const cancel = crel("button", { type: "button", textContent: "Abbrechen" })
  cancel.addEventListener("click", () => dialog.close())
  const link = crel("a", { href: UPLOAD, target: "_blank", rel: "noopener", textContent: "Neues Bild hochladen (neues Fenster)" })
  const submit = crel("button", { type: "submit", textContent: "Übernehmen" })
  return [crel("p", {}, [link]), crel("div", { className: "prose-editor-dialog-buttons" }, hasImages ? [submit, cancel] : [cancel])]
}

const images = async () => {
  const answer = await fetch(LIST, { headers: { accept: "application/json" } })
  return answer.ok ? (await answer.json()).images : []
}

const askForImage = async (editor, attrs) => {
  const known = await images()
  const dialog = crel("dialog", { className: "prose-editor-dialog" })
  const form = crel("form", { method: "dialog" }, [
    crel("h3", { className: "prose-editor-dialog-title", textContent: "Bild" }),
    ...chooser(known, attrs), ...(known.length ? alternative(attrs) : []), ...buttonsOf(dialog, known.length),
  ])
  dialog.setAttribute("aria-label", "Bild")
  dialog.append(form)
  document.body.append(dialog)
  const chosen = new Promise((resolve) => {
    form.addEventListener("submit", () => resolve(known.find(({ key }) => key === form.elements.key.value)))
    dialog.addEventListener("close", () => (resolve(null), dialog.remove(), editor.commands.focus()))
  })
  dialog.showModal()
  const image = await chosen
  const alt = form.elements.decorates?.checked ? "" : form.elements.alt?.value.trim()
  return image && { src: `${PUBLIC}${image.key}.webp`, alt, width: `${image.width}`, height: `${image.height}` }
}

const imageView = ({ node }) => {
  const image = crel("img"), text = crel("figcaption"), dom = crel("figure", { className: "text-image" }, [image, text])
  const show = ({ attrs }) => {
    image.src = officeAddress(keyOf(attrs.src))
    image.alt = attrs.alt ?? ""
    text.textContent = attrs.alt ? `Alternativtext: ${attrs.alt}` : attrs.alt === "" ? "Nur Schmuck" : "Der Alternativtext fehlt."
  }
  show(node)
  return { dom, update: (changed) => changed.type === node.type && (show(changed), true) }
}

const attribute = () => ({ default: null })

export const SiteImage = Node.create({
  name: "image",
  group: "block",
  draggable: true,
  addAttributes: () => ({ src: attribute(), alt: attribute(), width: attribute(), height: attribute() }),
  parseHTML: () => [{ tag: `img[src^="${PUBLIC}"]` }],
  renderHTML: ({ HTMLAttributes }) => ["img", HTMLAttributes],
  addNodeView: () => imageView,
  addMenuItems: ({ buttons, menu }) => {
    const button = buttons.material("image", "")
    button.title = "Bild einfügen oder ändern"
    button.setAttribute("aria-label", button.title)
    menu.defineItem({
      name: "siteImage",
      groups: "table",
      button,
      active: (editor) => editor.isActive("image"),
      command: async (editor) => {
        const attrs = await askForImage(editor, editor.isActive("image") ? editor.getAttributes("image") : {})
        if (attrs) editor.chain().focus().insertContent({ type: "image", attrs }).run()
      },
    })
  },
})
