"""The link checker: where links stand in the content, and whether they still work."""
