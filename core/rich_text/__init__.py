"""Rich text: the field, the cleaner, its links and the rules for them, and bounds on what is parsed."""
