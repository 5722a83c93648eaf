"""`make deploy-drill`: follows docs/betrieb.md line by line, from a bare Debian to the site and its removal."""
