"""The links of all content: where each one stands, whether it still leads somewhere, and what is to be done."""
