"""Backup and restore with the database's own tools (`docs/adr/0024`).

`archive` is the file format, `postgresql` and `sqlite` dump and restore a database, `saving` and `restoring` are the two
commands.
"""
