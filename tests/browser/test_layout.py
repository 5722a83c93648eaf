"""No sideways scrolling, no too small targets, no broken words. Every public page is walked in test_every_page."""

import pytest

from .conftest import visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: WCAG 2.2, 2.5.8: at least 24 by 24 CSS pixels, but for targets within a sentence.
SMALL_TARGETS = """
() => {
  const targets = 'a[href], button, summary, input, select, textarea';
  const block = element => {
    while (getComputedStyle(element).display.startsWith('inline')) element = element.parentElement;
    return element;
  };
  const inSentence = element => {
    if (getComputedStyle(element).display !== 'inline') return false;
    const around = block(element).cloneNode(true);
    around.querySelectorAll(targets).forEach(target => target.remove());
    return /\\p{L}{2}/u.test(around.textContent);
  };
  return [...document.querySelectorAll(targets)]
    .filter(element => element.checkVisibility() && !inSentence(element))
    .map(element => [element.outerHTML.slice(0, 100), element.getBoundingClientRect()])
    .filter(([, box]) => box.width < 24 || box.height < 24)
    .map(([html, box]) => `${html} ${box.width.toFixed(1)} x ${box.height.toFixed(1)}`);
}
"""
WIDER_THAN_WINDOW = """
() => document.scrollingElement.scrollWidth > document.documentElement.clientWidth
  ? [...document.querySelectorAll('body *')].filter(element => element.getBoundingClientRect().right > innerWidth + 1)
      .map(element => element.outerHTML.slice(0, 100)).slice(0, 5).concat('scrolls')
  : []
"""
#: Words of headings that stand on two lines or reach out of their box. A hyphen that is written may end a line.
BROKEN_WORDS = r"""
() => [...document.querySelectorAll('h1, h2, h3, h4, h5')].filter(heading => heading.checkVisibility()).flatMap(heading => {
  const texts = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT), found = [];
  while (texts.nextNode()) {
    for (const word of texts.currentNode.data.matchAll(/[\p{L}\p{N}]+/gu)) {
      const range = new Range();
      range.setStart(texts.currentNode, word.index);
      range.setEnd(texts.currentNode, word.index + word[0].length);
      const boxes = [...range.getClientRects()];
      const isOut = boxes.some(box => box.right > document.documentElement.clientWidth + 1);
      if (isOut || new Set(boxes.map(box => Math.round(box.top))).size > 1) found.push(`${heading.tagName} ${word[0]}`);
    }
  }
  return found;
})
"""
SIDEWAYS = {"scrolls sideways": WIDER_THAN_WINDOW}
#: An A4 sheet without its margins, in CSS pixels.
SHEET = 673
#: WCAG 2.2, 1.4.4 and 1.4.12: what readers may do to letters.
TWICE_AS_LARGE = "html { font-size: 200% !important; }"
TEXT_SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }
"""
CLIPPED = """
() => [...document.querySelectorAll('body *')].filter(element => {
    const style = getComputedStyle(element);
    const isHidden = style.clipPath !== 'none';  // on purpose: it is read aloud
    return element.checkVisibility() && !isHidden && !element.closest('svg') && style.overflowY !== 'visible'
      && style.overflowY !== 'auto' && element.clientHeight > 1 && element.scrollHeight > element.clientHeight + 1;
  }).map(element => element.outerHTML.slice(0, 100))
"""


#: What is looked for at a width in CSS pixels, on the screen or on paper.
LAYOUTS = {
    (320, "screen"): {"scrolls sideways": WIDER_THAN_WINDOW, "breaks a word": BROKEN_WORDS},
    (360, "screen"): {"scrolls sideways": WIDER_THAN_WINDOW, "is too small to hit": SMALL_TARGETS},
    (768, "screen"): {"scrolls sideways": WIDER_THAN_WINDOW, "breaks a word": BROKEN_WORDS},
    (1440, "screen"): {
        "scrolls sideways": WIDER_THAN_WINDOW,
        "breaks a word": BROKEN_WORDS,
        "is too small to hit": SMALL_TARGETS,
    },
    (1920, "screen"): {"scrolls sideways": WIDER_THAN_WINDOW},
    (SHEET, "print"): {"scrolls sideways": WIDER_THAN_WINDOW, "breaks a word": BROKEN_WORDS},
}


#: The same with letters as readers have set them.
LETTERS = {
    (320, TWICE_AS_LARGE): {"scrolls sideways, twice as large": WIDER_THAN_WINDOW},
    (768, TWICE_AS_LARGE): {"scrolls sideways, twice as large": WIDER_THAN_WINDOW},
    (1280, TWICE_AS_LARGE): {"scrolls sideways, twice as large": WIDER_THAN_WINDOW},
    (320, TEXT_SPACING): {"scrolls sideways, spaced": WIDER_THAN_WINDOW},
    (360, TEXT_SPACING): {"scrolls sideways, spaced": WIDER_THAN_WINDOW, "is clipped, spaced": CLIPPED},
}
#: Beside the page's own style sheet, in a way that its policy permits.
DRESS = "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet] }"


def faults(page) -> dict[str, list[str]]:
    """Of a page that is open, in every layout: laying it out anew takes less than asking for it again."""
    found = {}
    for (width, media), rules in LAYOUTS.items():
        page.emulate_media(media=media)
        found |= measured(page, width, rules, media)
    page.emulate_media(media="screen")
    for (width, style), rules in LETTERS.items():
        page.evaluate(DRESS, style)
        found |= measured(page, width, rules, "screen")
    return {rule: elements for rule, elements in found.items() if elements}


def measured(page, width: int, rules: dict[str, str], media: str) -> dict[str, list[str]]:
    page.set_viewport_size({"width": width, "height": 256})
    return {f"{rule} at {width} px, {media}": page.evaluate(script) for rule, script in rules.items()}


def test_the_measure_of_headings_finds_broken_words(window):
    page = window(320)

    page.set_content("<h1 style='inline-size:5em;overflow-wrap:anywhere'>Integrationsprogramme der Kantone</h1>")

    assert page.evaluate(BROKEN_WORDS) == ["H1 Integrationsprogramme"]


def test_a_title_takes_the_room_that_its_longest_word_leaves(window):
    page = window(320)
    sizes = {}
    for path in ("/glossar/", "/foerderbereiche/diskriminierungsschutz/"):
        visit(page, path)
        sizes[path] = page.evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)")

    assert sizes["/glossar/"] > 30 > sizes["/foerderbereiche/diskriminierungsschutz/"] > 20


#: Names as an office may give them, in place of those that a page shows.
LONG_NAMES = """
() => document.querySelectorAll('main a, main :is(h1, h2, h3, h4, p, dd), .matrix th, .crumbs [aria-current]').forEach(part => {
  if (!part.children.length && part.textContent.trim()) part.textContent = 'Integrationsprogramm'.repeat(5);
})
"""


def test_the_measure_of_targets_finds_small_ones(window):
    page = window(360)

    page.set_content("<p>Mehr dazu im <a href='#x'>Text</a>.</p><p><a href='#x' style='font-size:8px'>x</a></p>")

    assert len(page.evaluate(SMALL_TARGETS)) == 1
