// What comes from the clipboard, as the editor's own elements: Word, Google Docs and web pages say with styles what is bold,
// a list or hidden. The policy of the admin takes styles away from every document, so they are read under another name.

import { Extension } from "django-prose-editor/editor"

const STYLE = "data-pasted-style"
const TAGS = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi
const PART_OF_TABLE = /^\s*(?:<meta[^>]*>\s*|<!--.*?-->\s*)*<t(?:r|d|h|body|head|foot)\b/is
const OFFICE = /docs-internal-guid|urn:schemas-microsoft-com|class=["']?Mso|\bmso-|name=["']?generator["']?[^>]*(?:Microsoft|Word|LibreOffice|OpenOffice)/i
const OWN = "data-pm-slice"

const parsed = (html) => {
  const whole = PART_OF_TABLE.test(html) ? `<table>${html}</table>` : html
  const text = whole.replace(/<style\b.*?<\/style\s*>/gis, "").replace(TAGS, (tag) => tag.replace(/\sstyle\s*=/gi, ` ${STYLE}=`))
  return new DOMParser().parseFromString(text, "text/html")
}

const style = (element) => element.getAttribute(STYLE)?.toLowerCase() ?? ""
const declared = (element, property) => style(element).match(new RegExp(`(?:^|[;\\s])${property}\\s*:\\s*([^;]+)`))?.[1].trim()
const each = (root, selector, act) => [...root.querySelectorAll(selector)].forEach(act)
const unwrap = (element) => element.replaceWith(...element.childNodes)

const rename = (element, name) => {
  const renamed = element.ownerDocument.createElement(name)
  renamed.append(...element.childNodes)
  element.replaceWith(renamed)
}

// -- what nobody was to read: hidden text, what tracked changes deleted, comments of Word

const isHidden = (element) =>
  declared(element, "display") === "none" || declared(element, "mso-hide") === "all" ||
  (declared(element, "mso-element") ?? "").startsWith("comment")

const dropHidden = (body) => {
  each(body, "script, title, template, del, .MsoCommentReference", (element) => element.remove())
  each(body, `[${STYLE}]`, (element) => isHidden(element) && element.remove())
}

// -- languages: Word and LibreOffice name that of the keyboard on every word, Google Docs the direction of every paragraph

const dropLanguages = (body) => each(body, "[lang], [dir]", (element) => {
  element.removeAttribute("lang")
  element.removeAttribute("dir")
})

// -- headings: the page has the h1 and the h2, as on the server

const HEADINGS = "h1, h2, h4, h5, h6, p.MsoTitle, p.MsoSubtitle, [role=heading]:not(h3)"

// -- lists that are paragraphs with a sign before them

const SIGN = /^[\s\u00a0]*[•·▪◦‣●○■\uf0b7\uf0a7][\s\u00a0]+/
const NUMBERED = /^[\s\u00a0]*\(?(?:\d+|[a-z]{1,4})[.)]/i
const isOfWord = (element) => /^l?\d*\s*\S*level\d/.test(declared(element, "mso-list") ?? "")
const ignored = (element) => [...element.querySelectorAll(`[${STYLE}]`)].find((part) => declared(part, "mso-list") === "ignore")

const isItem = (paragraph) => isOfWord(paragraph) || (SIGN.test(paragraph.textContent) && !paragraph.closest("li, td, th"))

const takeSign = (paragraph) => {
  const sign = ignored(paragraph)
  if (sign) {
    sign.remove()
    return sign.textContent
  }
  const walker = paragraph.ownerDocument.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT)
  while (walker.nextNode() && !walker.currentNode.data.trim());
  const text = walker.currentNode
  const found = text.data?.match(SIGN)?.[0] ?? (isOfWord(paragraph) ? "" : text.data?.trimStart()[0] ?? "")
  if (text.data) text.data = text.data.trimStart().slice(found.trimStart().length).trimStart()
  return found
}

const makeLists = (body) => {
  let open = [] // the list of each level
  for (const paragraph of [...body.querySelectorAll("p, div:not(:has(p, div))")].filter(isItem)) {
    if (paragraph.previousElementSibling !== open[0]) open = []
    const level = Math.min(Number(declared(paragraph, "mso-list")?.match(/level(\d)/)?.[1] ?? 1), open.length + 1)
    const name = NUMBERED.test(takeSign(paragraph)) ? "ol" : "ul"
    open.length = Math.min(open.length, open[level - 1]?.localName === name ? level : level - 1)
    if (open.length < level) {
      const list = body.ownerDocument.createElement(name)
      if (open.length) open.at(-1).lastElementChild.append(list)
      else paragraph.before(list)
      open.push(list)
    }
    const item = body.ownerDocument.createElement("li")
    item.append(...paragraph.childNodes)
    open.at(-1).append(item)
    paragraph.remove()
  }
}

// Google Docs puts a list of the second level beside the item that it belongs to.
const nestLists = (body) => each(body, ":is(ul, ol) > :is(ul, ol)", (list) => list.previousElementSibling?.append(list))

// -- tables: a simple one stays, with its first row as head; of any other a row becomes a paragraph, and its cells stay apart

const BLOCKS = "p, div, li, ul, ol, h1, h2, h3, h4, h5, h6, br"
const BETWEEN_CELLS = " – "
const MOST_ROWS = 60, MOST_COLUMNS = 8

const onOneLine = (cell) => {
  each(cell, BLOCKS, (block) => block.before(" "))
  each(cell, BLOCKS, unwrap)
  return [...cell.childNodes]
}

const lineOf = (row) => {
  const cells = [...row.cells].filter((cell) => cell.textContent.trim())
  const line = row.ownerDocument.createElement(cells.length > 1 ? "p" : "div")
  if (cells.length === 1) line.append(...cells[0].childNodes)
  else cells.forEach((cell, number) => line.append(...(number ? [BETWEEN_CELLS] : []), ...onOneLine(cell)))
  return line
}

const unfold = (table) => table.replaceWith(...[...(table.caption?.childNodes ?? [])], ...[...table.rows].map(lineOf))

// The cells of each row; one that reaches over several rows or columns stands in each of them.
const gridOf = (table) => {
  const grid = [...table.rows].map(() => [])
  for (const [y, row] of [...table.rows].entries()) {
    let x = 0
    for (const cell of row.cells) {
      while (grid[y][x]) x++
      for (let down = 0; down < Math.min(cell.rowSpan || 1, grid.length - y); down++) {
        for (let right = 0; right < Math.min(cell.colSpan, MOST_COLUMNS + 1); right++) grid[y + down][x + right] = cell
      }
    }
  }
  return grid
}

const hasWords = (cells) => cells.some((cell) => cell?.textContent.trim())

// Without rows and columns that hold nothing: Excel and Word copy those too.
const trimmed = (grid) => {
  const rows = grid.filter(hasWords)
  const columns = Array.from({ length: Math.max(0, ...rows.map((row) => row.length)) }, (_, x) => x)
  const kept = columns.filter((x) => hasWords(rows.map((row) => row[x])))
  return rows.map((row) => kept.map((x) => row[x]))
}

const isMerged = (table) => [...table.rows].some((row) => [...row.cells].some((cell) => cell.colSpan > 1 || cell.rowSpan > 1))

const simpleTable = (table, grid) => {
  const simple = table.ownerDocument.createElement("table")
  if (table.caption?.textContent.trim()) simple.createCaption().textContent = table.caption.textContent
  grid.forEach((cells, y) => {
    const row = simple.insertRow()
    cells.forEach((cell, x) => {
      const isHead = y === 0 || (x === 0 && cell?.localName === "th")
      const made = row.appendChild(table.ownerDocument.createElement(isHead ? "th" : "td"))
      if (cell) made.append(...cell.cloneNode(true).childNodes)
      if (isHead) each(made, "strong", unwrap)
    })
  })
  return simple
}

const isSimple = (table, grid) =>
  !table.parentElement.closest("table") &&
  grid.length > 1 && grid.length <= MOST_ROWS && grid[0].length > 1 && grid[0].length <= MOST_COLUMNS

const keepTables = (body) => {
  for (const table of [...body.querySelectorAll("table")].reverse()) {
    const grid = trimmed(gridOf(table))
    if (isSimple(table, grid)) table.replaceWith(simpleTable(table, grid))
    else unfold(table)
  }
}

// -- bold and italic, as they look and not as the elements are called

const weighs = (element) => {
  const weight = declared(element, "font-weight")
  if (weight) return weight.startsWith("bold") || Number.parseInt(weight) >= 600
  return /^(b|strong)$/.test(element.localName) || null
}

const slants = (element) => {
  const slant = declared(element, "font-style")
  if (slant) return /^(italic|oblique)/.test(slant)
  return /^(i|em|cite|dfn|var)$/.test(element.localName) || null
}

const looks = (text, rule) => {
  for (let element = text.parentElement; element; element = element.parentElement) {
    const found = rule(element)
    if (found !== null) return found
  }
  return false
}

const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹", SUBSCRIPT = "₀₁₂₃₄₅₆₇₈₉"

const raised = (text) => {
  const up = looks(text, (element) => element.localName === "sup" || declared(element, "vertical-align") === "super" || null)
  const down = looks(text, (element) => element.localName === "sub" || declared(element, "vertical-align") === "sub" || null)
  return up ? SUPERSCRIPT : down ? SUBSCRIPT : ""
}

const texts = (body) => {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT), found = []
  while (walker.nextNode()) found.push(walker.currentNode)
  return found
}

const wrap = (text, name) => {
  if (!text.data.trim()) return
  const mark = text.ownerDocument.createElement(name)
  text.replaceWith(mark)
  mark.append(text)
}

const isInHeading = (text) => text.parentElement.closest("h3, th") !== null

const markAsItLooks = (body) => {
  const found = texts(body).map((text) => [text, !isInHeading(text) && looks(text, weighs), looks(text, slants), raised(text)])
  each(body, "b, strong, i, em, cite, dfn, var, sup, sub", unwrap)
  for (const [text, isBold, isItalic, digits] of found) {
    if (digits) text.data = text.data.replace(/\d/g, (digit) => digits[digit])
    if (isItalic) wrap(text, "em")
    if (isBold) wrap(text, "strong")
  }
}

// -- what the field cannot hold: counted before it goes, and said to the person

const FOREIGN_IMAGES = `img:not([src^="/dateien/bilder/"]), svg, picture, video, audio, iframe, object, embed`
const VECTOR = /<v:(?:shape|imagedata|rect|group)\b/i
const FORM = "input, select, textarea, button"

const many = (number, one, several) => (number === 1 ? `1 ${one}` : `${number} ${several}`)
const isUnderlined = (element) => element.localName === "u" || declared(element, "text-decoration")?.includes("underline")
const hasUnderlines = (body) => [...body.querySelectorAll(`u, [${STYLE}]`)].some(
  (element) => isUnderlined(element) && !element.closest("a") && !element.querySelector("a") && element.textContent.trim(),
)

const lossesOf = (html, body) => {
  const tables = [...body.querySelectorAll("table")], losses = []
  const images = body.querySelectorAll(FOREIGN_IMAGES).length
  if (images || VECTOR.test(html)) losses.push(`${images ? many(images, "Bild", "Bilder") : "Zeichnungen"}: Laden Sie sie unter «Dateien» hoch, und setzen Sie sie mit «Bild einfügen».`)
  if (tables.some(isMerged)) losses.push("Verbundene Zellen: Ihr Inhalt steht jetzt in jeder Zelle, für die er gilt.")
  const unfolded = tables.filter((table) => table.rows.length > 1 && !isSimple(table, trimmed(gridOf(table))) && trimmed(gridOf(table))[0]?.length > 1)
  if (unfolded.length) losses.push(`${many(unfolded.length, "Tabelle", "Tabellen")}: zu gross oder ineinander; jede Zeile ist jetzt ein Absatz.`)
  const notes = body.querySelectorAll("[href^='#_ftn'], [href^='#_edn'], a.sdfootnoteanc, a.sdendnoteanc, [href^='#ftnt']").length
  if (notes) losses.push("Fussnoten: Ihr Text steht am Ende; schreiben Sie ihn dorthin, wo er gilt.")
  if (body.querySelector("del, .MsoCommentReference")) losses.push("Gestrichenes und Kommentare aus Word: Sie sind weggelassen.")
  if (body.querySelector(FORM)) losses.push("Felder eines Formulars: Sie sind weggelassen.")
  if (hasUnderlines(body)) losses.push("Unterstreichungen: Hier sieht Unterstrichenes wie ein Link aus. Nehmen Sie fett.")
  return losses
}

// Links within the copied document lead nowhere here.
const dropNotes = (body) => each(body, "a[href^='#'], a[name]:not([href]), a:not([href])", unwrap)

const asTheEditorHasIt = (html) => {
  const { body } = parsed(html)
  const losses = lossesOf(html, body)
  dropHidden(body)
  if (OFFICE.test(html)) {
    dropLanguages(body)
    dropNotes(body)
  }
  makeLists(body)
  nestLists(body)
  each(body, HEADINGS, (heading) => rename(heading, "h3"))
  markAsItLooks(body)
  keepTables(body)
  each(body, `[${STYLE}]`, (element) => element.removeAttribute(STYLE))
  return [body.innerHTML, losses]
}

const LEAD = "Nicht alles aus der Zwischenablage passt in dieses Feld:"
const ONLY_AN_IMAGE = "Ein Bild lässt sich nicht einfügen: Laden Sie es unter «Dateien» hoch, und setzen Sie es mit «Bild einfügen»."

// A status line below the field, which screen readers read out when it changes.
const say = (editor, losses) => {
  const field = editor.view.dom.closest(".prose-editor")
  const box = field.querySelector(".pasted") ?? field.appendChild(Object.assign(document.createElement("div"), { className: "pasted" }))
  box.setAttribute("role", "status")
  box.hidden = !losses.length
  const lead = Object.assign(document.createElement("p"), { textContent: LEAD }), list = document.createElement("ul")
  list.append(...losses.map((text) => Object.assign(document.createElement("li"), { textContent: text })))
  box.replaceChildren(...(losses.length ? [lead, list] : []))
}

export const PastedHtml = Extension.create({
  name: "pastedHtml",
  onCreate({ editor }) {
    say(editor, [])
    editor.view.dom.addEventListener("paste", ({ clipboardData: { files, types } }) => {
      if (files.length && !types.some((type) => type.startsWith("text/"))) say(editor, [ONLY_AN_IMAGE])
    })
  },
  transformPastedHTML(html) {
    const [text, losses] = html.includes(OWN) ? [html, []] : asTheEditorHasIt(html)
    say(this.editor, losses)
    return text
  },
})
