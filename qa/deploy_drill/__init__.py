"""`make deploy-drill`: docs/betrieb.md followed line by line, from a bare Debian to the site and away again."""
