"""What every public page has: address, title, metadata, pagination."""
