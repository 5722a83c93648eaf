"""The pages of the office that lead to its work: start page, lists of drafts and changes, gaps, handbook."""
