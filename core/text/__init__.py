"""Texts, numbers and days as people type them, and as Switzerland writes them."""
