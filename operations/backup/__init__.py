"""Backup and restore by the database's own tools (`docs/adr/0024`).

`archive` is the file, `postgresql` and `sqlite` dump and restore a database, `snapshot` is one state of a site that people
edit meanwhile; `saving` and `restoring` are the two commands.
"""
