"""`make restore-drill`: backs up a site in use, restores it, and compares every byte."""
