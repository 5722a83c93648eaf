"""Backup and restore: one archive with every row and every uploaded file of one edition (`docs/adr/0024`).

`archive` is the file, `manifest` what it says of itself, `schema` which tables there are, `rows` how they are written,
`snapshot` one state of a site that people edit; `saving` and `restoring` are the two commands.
"""
