"""The measuring tools: each is a target of the Makefile. They may use what tests use; no test uses them."""
