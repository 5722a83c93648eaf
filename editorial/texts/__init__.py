"""All texts of the content: where they stand, and what is said about them."""
