"""The wording of a page on a day: each state that was public, at a permanent address (RFC 7089)."""
