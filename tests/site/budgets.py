"""Budgets of a page, derived from the purpose of the site: fast on a phone with a weak connection.

Bytes are those of the brotli encoding.
"""

KILOBYTE = 1024
BUDGETS = {
    "html": 10 * KILOBYTE,
    "with_styles": 24 * KILOBYTE,
    "first_view": 80 * KILOBYTE,
    "requests": 5,
    "queries": 10,
}
