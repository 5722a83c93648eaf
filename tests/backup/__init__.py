"""Backup and restore: the archive format, and whole sites in separate directories."""
