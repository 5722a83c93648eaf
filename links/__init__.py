"""The link checker: finds the links of the content and checks whether they work."""
