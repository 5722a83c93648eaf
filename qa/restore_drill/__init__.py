"""`make restore-drill`: a site that is edited, its backup, and whether what is restored is the same to the last byte."""
