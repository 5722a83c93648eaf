"""Backup and restore: of the archive as a file, and of whole sites in places of their own."""
