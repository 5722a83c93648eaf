"""The most that a page may cost, from the purpose of the site: an answer at once, on a phone, far from a mast.

Bytes are those of the brotli form.
"""

KILOBYTE = 1024
BUDGETS = {
    "html": 10 * KILOBYTE,
    "with_styles": 24 * KILOBYTE,
    "first_view": 80 * KILOBYTE,
    "requests": 5,
    "queries": 10,
}
