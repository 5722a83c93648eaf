"""The forms of pages: what builds and binds them, and their content by keys."""
