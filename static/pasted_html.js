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

// -- tables: a row becomes a paragraph, and its cells stay apart

const BLOCKS = "p, div, li, ul, ol, h1, h2, h3, h4, h5, h6, br"
const BETWEEN_CELLS = " – "

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

const unfoldTables = (body) => {
  for (const table of [...body.querySelectorAll("table")].reverse()) {
    table.replaceWith(...[...(table.caption?.childNodes ?? [])], ...[...table.rows].map(lineOf))
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

const asTheEditorHasIt = (html) => {
  const { body } = parsed(html)
  dropHidden(body)
  if (OFFICE.test(html)) dropLanguages(body)
  makeLists(body)
  nestLists(body)
  each(body, HEADINGS, (heading) => rename(heading, "h3"))
  markAsItLooks(body)
  unfoldTables(body)
  each(body, `[${STYLE}]`, (element) => element.removeAttribute(STYLE))
  return body.innerHTML
}

export const PastedHtml = Extension.create({
  name: "pastedHtml",
  transformPastedHTML: (html) => (html.includes(OWN) ? html : asTheEditorHasIt(html)),
})
