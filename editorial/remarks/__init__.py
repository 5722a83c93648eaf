"""Remarks at passages of a draft, by readers with a preview link, and the answers of the office."""
