"""Pages about revisions: for the office, for people with a link to a draft, and the public history."""
