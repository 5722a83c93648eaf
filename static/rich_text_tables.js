// Simple tables in the rich text editor: a title, one head row, cells with text. No cell reaches over several rows or columns:
// core/rich_text/tables.py gives every table this form when it is saved.

import { Table, TableCell, TableHeader, TableRow, updateAttrsDialog } from "django-prose-editor/editor"

const MOST_ROWS = 60, MOST_COLUMNS = 8

const title = { type: "string", title: "Titel der Tabelle", description: "Was die Tabelle zeigt, zum Beispiel «Kurse nach Wochentag»" }
const count = (name, max) => ({ type: "number", format: "number", title: name, min: "2", max: `${max}`, required: true })

const askForTable = updateAttrsDialog(
  { caption: title, rows: count("Zeilen, mit der Kopfzeile", MOST_ROWS), columns: count("Spalten", MOST_COLUMNS) },
  { title: "Tabelle", submitText: "Einfügen" },
)
const askForTitle = updateAttrsDialog({ caption: title }, { title: "Titel der Tabelle", submitText: "Übernehmen" })

const within = (value, most) => Math.min(Math.max(Number.parseInt(value) || 2, 2), most)

const insertTable = (editor) => askForTable(editor, { rows: "3", columns: "2" }).then((asked) => {
  if (!asked) return
  const size = { rows: within(asked.rows, MOST_ROWS), cols: within(asked.columns, MOST_COLUMNS), withHeaderRow: true }
  editor.chain().focus().insertTable(size).updateAttributes("table", { caption: asked.caption || null }).run()
})

const changeTitle = (editor) => askForTitle(editor, editor.getAttributes("table")).then((asked) => {
  if (asked) editor.chain().focus().updateAttributes("table", { caption: asked.caption || null }).run()
})

const STEPS = {
  tableTitle: ["Titel", "Titel der Tabelle ändern", changeTitle],
  addRow: ["+ Zeile", "Zeile darunter einfügen", (editor) => editor.chain().focus().addRowAfter().run()],
  deleteRow: ["− Zeile", "Diese Zeile löschen", (editor) => editor.chain().focus().deleteRow().run()],
  addColumn: ["+ Spalte", "Spalte danach einfügen", (editor) => editor.chain().focus().addColumnAfter().run()],
  deleteColumn: ["− Spalte", "Diese Spalte löschen", (editor) => editor.chain().focus().deleteColumn().run()],
  headColumn: ["Kopfspalte", "Erste Spalte als Kopf der Zeilen", (editor) => editor.chain().focus().toggleHeaderColumn().run()],
  deleteTable: ["Tabelle löschen", "Tabelle löschen", (editor) => editor.chain().focus().deleteTable().run()],
}

const named = (button, title, text) => {
  if (text) button.textContent = text
  button.title = title
  button.setAttribute("aria-label", title)
  return button
}

const defineItems = ({ buttons, menu }) => {
  menu.defineItem({
    name: "siteTable",
    groups: "table",
    button: named(buttons.material("grid_on", ""), "Tabelle einfügen"),
    enabled: (editor) => !editor.isActive("table"),
    hidden: (editor) => editor.isActive("table"),
    command: insertTable,
  })
  for (const [name, [text, title, command]] of Object.entries(STEPS)) {
    const button = named(buttons.text(text), title, text)
    menu.defineItem({ name, groups: "table", button, hidden: (editor) => !editor.isActive("table"), command })
  }
}

const captionOf = (table) => table.caption?.textContent.replace(/\s+/g, " ").trim() || null

// The title is an attribute: it is changed in a dialog, and shown above the rows.
const tableView = ({ node }) => {
  const dom = document.createElement("table"), contentDOM = document.createElement("tbody")
  const show = ({ attrs }) => {
    dom.caption?.remove()
    if (!attrs.caption) return
    dom.createCaption().textContent = attrs.caption
    dom.caption.contentEditable = "false"
  }
  dom.append(contentDOM)
  show(node)
  return {
    dom,
    contentDOM,
    update: (changed) => changed.type === node.type && (show(changed), true),
    ignoreMutation: ({ target }) => !contentDOM.contains(target),
  }
}

export const SiteTable = Table.extend({
  addAttributes: () => ({ caption: { default: null, parseHTML: captionOf, renderHTML: () => ({}) } }),
  parseHTML: () => [{ tag: "table" }, { tag: "caption", ignore: true }],
  renderHTML: ({ node }) => ["table", ...(node.attrs.caption ? [["caption", node.attrs.caption]] : []), ["tbody", 0]],
  addNodeView: () => tableView,
  addMenuItems: defineItems,
  // Tab leads out of the last cell: who uses no mouse must be able to leave.
  addKeyboardShortcuts() {
    return {
      ...this.parent?.(),
      Tab: () => this.editor.commands.goToNextCell(),
      "Shift-Tab": () => this.editor.commands.goToPreviousCell(),
    }
  },
})

// The library reads these of every cell; here they are always the same, and nothing reads or writes them.
const never = (value) => ({ default: value, parseHTML: () => value, renderHTML: () => ({}) })
const plainCell = {
  content: "paragraph+",
  addAttributes: () => ({ colspan: never(1), rowspan: never(1), colwidth: never(null) }),
}

export const SiteTableRow = TableRow
export const SiteTableHeader = TableHeader.extend(plainCell)
export const SiteTableCell = TableCell.extend(plainCell)
