"""Compares contents of a page: diff by field and word, and three-way merge."""
