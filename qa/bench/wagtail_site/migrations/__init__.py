"""The tables of the page types and their rows."""
